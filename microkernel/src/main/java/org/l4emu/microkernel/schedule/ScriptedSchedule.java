package org.l4emu.microkernel.schedule;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.l4emu.microkernel.thread.L4Thread;

/**
 * A schedule written down: a list of stretches, each naming a thread and the step it shall come to.
 * While a stretch lasts its thread runs whenever it can; when it cannot, the kernel's own threads
 * (sigma0, server, interrupts) do what it waits for, by priority. All others stand still. After the
 * last stretch priorities decide.
 *
 * <pre>
 *   8.0 until emulib.readAction     task 8, lthread 0, up to that step (not taken yet)
 *   9.0 until user                  up to machine code
 *   4.0 for 3                       three steps of its own
 *   9.0 past emulib.call            as until, and that step too
 *   8.0 until blocked               until it waits and the kernel has nothing left to do
 * </pre>
 */
public final class ScriptedSchedule implements Strategy {
    /** Where machine code is; the name {@link SchedulingPoint#intentOf} gives it. */
    private static final String MACHINE_CODE = "user";

    private static final String BLOCKED = "blocked";

    /** Longest time a stretch may take, in steps and instructions. */
    private static final long STRETCH_MAX = 50_000_000;

    /** A stretch that did not end: the schedule does not fit the program. */
    public static final class NotReached extends RuntimeException {
        private static final long serialVersionUID = 1;

        NotReached(String message) {
            super(message);
        }
    }

    /** Text that is no schedule. */
    public static final class BadSchedule extends Exception {
        private static final long serialVersionUID = 1;

        BadSchedule(String message) {
            super(message);
        }
    }

    private enum Goal {
        UNTIL,
        PAST,
        FOR
    }

    /**
     * One stretch.
     *
     * @param step name of the step to come to, without what stands in brackets
     * @param count steps to take, for {@link Goal#FOR}
     */
    private record Stretch(int task, int lthread, Goal goal, String step, int count) {
        boolean isOf(L4Thread thread) {
            return thread.id().task() == task && thread.id().lthread() == lthread;
        }

        @Override
        public String toString() {
            return task + "." + lthread + " " + goal + " " + (count > 0 ? count : step);
        }
    }

    private final String text;
    private final List<Stretch> stretches;
    private int position;
    private int taken;
    private boolean passing;

    /** The stretch's thread waits for a timeout, and everybody else stands still. */
    private boolean waits;

    private long begunAt;

    /** The first stretch's thread has been seen: from here on the schedule holds. */
    private boolean begun;

    private ScriptedSchedule(String text, List<Stretch> stretches) {
        this.text = text;
        this.stretches = stretches;
    }

    /** Reads stretches separated by semicolons or line ends; {@code #} begins a comment line. */
    public static ScriptedSchedule parse(String text) throws BadSchedule {
        ArrayList<Stretch> stretches = new ArrayList<>();
        StringBuilder description = new StringBuilder();
        for (String part : text.replace('\n', ';').split(";", -1)) {
            String line = part.strip();
            if (!line.isEmpty() && line.charAt(0) != '#') {
                stretches.add(stretch(line));
                description.append(description.length() == 0 ? "" : "; ").append(line);
            }
        }
        return new ScriptedSchedule(description.toString(), stretches);
    }

    private static Stretch stretch(String line) throws BadSchedule {
        String[] words = line.split(" +", -1);
        int dot = words[0].indexOf('.');
        if (words.length != 3 || dot <= 0) {
            throw new BadSchedule("'" + line + "' is not TASK.LTHREAD until|past|for STEP|COUNT");
        }
        int task = number(words[0].substring(0, dot), line);
        int lthread = number(words[0].substring(dot + 1), line);
        return switch (words[1]) {
            case "until" -> new Stretch(task, lthread, Goal.UNTIL, words[2], 0);
            case "past" -> new Stretch(task, lthread, Goal.PAST, words[2], 0);
            case "for" -> new Stretch(task, lthread, Goal.FOR, "", number(words[2], line));
            default ->
                    throw new BadSchedule(
                            "'" + words[1] + "' in '" + line + "' is none of until, past, for");
        };
    }

    private static int number(String word, String line) throws BadSchedule {
        try {
            return Integer.parseInt(word);
        } catch (NumberFormatException bad) {
            throw new BadSchedule("'" + word + "' in '" + line + "' is not a number");
        }
    }

    @Override
    public @Nullable L4Thread choose(SchedulingPoint point) {
        while (position < stretches.size()) {
            Stretch stretch = stretches.get(position);
            L4Thread chosen = choose(point, stretch);
            if (chosen != null || waits) {
                checkPatience(point, stretch);
                return chosen;
            }
            position++;
            taken = 0;
            passing = false;
            begunAt = point.time();
        }
        return point.byPriority();
    }

    /** Who goes on in the stretch; null if it is over. */
    private @Nullable L4Thread choose(SchedulingPoint point, Stretch stretch) {
        waits = false;
        L4Thread thread = find(point, stretch);
        if (thread == null) {
            return passing ? null : helper(point, stretch);
        }
        begun = true;
        if (isOver(point, stretch, thread)) {
            return null;
        }
        taken++;
        return thread;
    }

    private void checkPatience(SchedulingPoint point, Stretch stretch) {
        if (point.time() - begunAt > STRETCH_MAX) {
            throw new NotReached("stretch " + (position + 1) + " (" + stretch + ") does not end");
        }
    }

    private static @Nullable L4Thread find(SchedulingPoint point, Stretch stretch) {
        for (int i = 0; i < point.count(); i++) {
            if (stretch.isOf(point.thread(i))) {
                return point.thread(i);
            }
        }
        return null;
    }

    private boolean isOver(SchedulingPoint point, Stretch stretch, L4Thread thread) {
        if (stretch.goal() == Goal.FOR) {
            return taken >= stretch.count();
        }
        if (passing) {
            return true;
        }
        boolean there = stepOf(point, thread).equals(stretch.step());
        if (there && stretch.goal() == Goal.PAST) {
            passing = true;
            return false;
        }
        return there;
    }

    private static String stepOf(SchedulingPoint point, L4Thread thread) {
        if (thread.program() == null) {
            return MACHINE_CODE;
        }
        String name = point.intentOf(thread).name();
        int bracket = name.indexOf('[');
        return bracket < 0 ? name : name.substring(0, bracket);
    }

    /** Threads of the kernel's own tasks go on; user tasks have numbers of 8 and more. */
    private @Nullable L4Thread helper(SchedulingPoint point, Stretch stretch) {
        for (int i = 0; i < point.count(); i++) {
            if (point.thread(i).id().task() < FIRST_USER_TASK) {
                return point.thread(i);
            }
        }
        if (!begun) {
            return point.byPriority(); // Its task does not exist yet
        }
        if (stretch.step().equals(BLOCKED)) {
            return null;
        }
        if (point.canWait()) {
            waits = true;
            return null;
        }
        throw new NotReached(
                "stretch "
                        + (position + 1)
                        + " ("
                        + stretch
                        + "): it waits, and nobody in the kernel can go on");
    }

    private static final int FIRST_USER_TASK = 8;

    @Override
    public long nextChoiceTime(long now) {
        return position < stretches.size() ? now + 1 : Long.MAX_VALUE;
    }

    @Override
    public String description() {
        return "script " + text;
    }
}
