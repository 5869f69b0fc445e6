package org.l4emu.server.ipc;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.l4emu.server.mm.UserFault;
import org.l4emu.server.mm.UserMemory;
import org.l4emu.server.process.Errno;
import org.l4emu.server.process.ErrnoNames;
import org.l4emu.server.process.Task;
import org.l4emu.server.signal.Signals;
import org.l4emu.server.syscall.ArgumentKind;
import org.l4emu.server.syscall.Syscall;

/** A system call and its result as strace prints them. */
final class CallText {
    private static final int STRING_SHOWN_MAX = 32;
    private static final int STRINGS_SHOWN_MAX = 32;
    private static final int AT_FDCWD = -100;
    private static final int PATH_MAX = 4096;
    private static final int UNKNOWN_ARGUMENTS = 6;

    private final UserMemory user;

    CallText(UserMemory user) {
        this.user = user;
    }

    /** Name and arguments, up to the closing parenthesis; what comes out is an address here. */
    String call(Task task, int number, @Nullable Syscall row) {
        StringBuilder text = new StringBuilder();
        if (row == null) {
            text.append("syscall_0x").append(Integer.toHexString(number)).append('(');
            for (int i = 0; i < UNKNOWN_ARGUMENTS; i++) {
                text.append(i == 0 ? "" : ", ").append(hex(task.arg(i)));
            }
            return text.append(')').toString();
        }
        text.append(row.name()).append('(');
        List<ArgumentKind> kinds = row.arguments();
        String separator = "";
        for (int i = 0; i < kinds.size(); i++) {
            if (kinds.get(i) != ArgumentKind.UNUSED && kinds.get(i) != ArgumentKind.HIGH_HALF) {
                text.append(separator);
                append(text, task, kinds, i);
                separator = ", ";
            }
        }
        return text.append(')').toString();
    }

    private void append(StringBuilder text, Task task, List<ArgumentKind> kinds, int index) {
        int value = task.arg(index);
        switch (kinds.get(index)) {
            case INT, FD -> text.append(value);
            case UNSIGNED -> text.append(Integer.toUnsignedString(value));
            case HEX -> text.append(hex(value));
            case OCTAL -> text.append('0').append(Integer.toOctalString(value));
            case DIRECTORY_FD ->
                    text.append(value == AT_FDCWD ? "AT_FDCWD" : Integer.toString(value));
            case PATH, STRING -> appendString(text, task, value);
            case BUFFER_IN -> {
                int length = index + 1 < kinds.size() ? task.arg(index + 1) : 0;
                appendBytes(text, task, value, length);
            }
            case BUFFER_OUT, POINTER -> text.append(value == 0 ? "NULL" : hex(value));
            case STRINGS -> appendStrings(text, task, value);
            case SIGNAL -> text.append(Signals.name(value));
            case LOW_HALF -> {
                long high = task.arg(index + 1);
                text.append(high << 32 | value & 0xffffffffL);
            }
            case HIGH_HALF, UNUSED -> {}
        }
    }

    private static String hex(int value) {
        return value == 0 ? "0" : "0x" + Integer.toHexString(value);
    }

    private void appendString(StringBuilder text, Task task, int address) {
        if (address == 0) {
            text.append("NULL");
            return;
        }
        try {
            byte[] bytes = user.readString(task, address, PATH_MAX);
            quote(text, bytes, Math.min(bytes.length, PATH_MAX), bytes.length);
        } catch (UserFault bad) {
            text.append(hex(address));
        }
    }

    private void appendBytes(StringBuilder text, Task task, int address, int length) {
        try {
            int shown = length < 0 ? STRING_SHOWN_MAX : Math.min(length, STRING_SHOWN_MAX);
            quote(text, user.copyIn(task, address, shown), shown, length);
        } catch (UserFault bad) {
            text.append(hex(address));
        }
    }

    private void appendStrings(StringBuilder text, Task task, int array) {
        if (array == 0) {
            text.append("NULL");
            return;
        }
        try {
            text.append('[');
            for (int i = 0; user.getInt(task, array + 4 * i) != 0; i++) {
                if (i == STRINGS_SHOWN_MAX) {
                    text.append(", ...");
                    break;
                }
                text.append(i == 0 ? "" : ", ");
                appendString(text, task, user.getInt(task, array + 4 * i));
            }
            text.append(']');
        } catch (UserFault bad) {
            text.append("...]");
        }
    }

    private static void quote(StringBuilder text, byte[] bytes, int shown, int length) {
        text.append('"');
        for (int i = 0; i < shown; i++) {
            char c = (char) (bytes[i] & 0xff);
            switch (c) {
                case '\n' -> text.append("\\n");
                case '\t' -> text.append("\\t");
                case '\r' -> text.append("\\r");
                case '"' -> text.append("\\\"");
                case '\\' -> text.append("\\\\");
                default -> {
                    if (c >= ' ' && c < 0x7f) {
                        text.append(c);
                    } else {
                        boolean digitFollows =
                                i + 1 < shown && bytes[i + 1] >= '0' && bytes[i + 1] <= '9';
                        String octal = Integer.toOctalString(c);
                        text.append('\\');
                        text.append(digitFollows ? "000".substring(octal.length()) : "");
                        text.append(octal);
                    }
                }
            }
        }
        text.append('"');
        if (length > shown || length < 0) {
            text.append("...");
        }
    }

    /** The result; for calls that fill a buffer, with what they put there. */
    String result(Task task, @Nullable Syscall row, int result) {
        if (result < 0 && result >= -ErrnoNames.ERRNO_MAX) {
            return "-1 " + ErrnoNames.name(-result);
        }
        if (result <= -Errno.ERESTARTSYS && result >= -Errno.ERESTART_RESTARTBLOCK) {
            return "? " + ErrnoNames.restartName(-result);
        }
        if (row != null && returnsAddress(row)) {
            return hex(result);
        }
        StringBuilder text = new StringBuilder();
        text.append(result);
        int buffer = row == null ? -1 : row.arguments().indexOf(ArgumentKind.BUFFER_OUT);
        if (buffer >= 1 && result > 0) {
            text.append(" ");
            appendBytes(text, task, task.arg(buffer), result);
        }
        return text.toString();
    }

    private static boolean returnsAddress(Syscall row) {
        return switch (row.name()) {
            case "brk", "mmap2", "mremap", "get_tls" -> true;
            default -> false;
        };
    }
}
