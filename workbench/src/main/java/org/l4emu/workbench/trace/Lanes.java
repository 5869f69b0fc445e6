package org.l4emu.workbench.trace;

import org.l4emu.protocol.schema.Event;

/**
 * Which thread an event belongs to: the one it names as actor, else the one that runs. Follows the
 * schedule choices.
 */
final class Lanes {
    /** No thread. */
    static final int NONE = -1;

    private int current = NONE;

    /** To be called with every event, in order. */
    int laneOf(Event event) {
        if (event.hasSchedule()) {
            current = event.getSchedule();
        }
        int named = actor(event);
        return named == NONE ? current : named;
    }

    int current() {
        return current;
    }

    private static int actor(Event event) {
        return switch (event.getKindCase()) {
            case STEP -> event.getStep().getThread();
            case IPC -> event.getIpc().getFrom();
            case VARIABLE -> event.getVariable().getWriter();
            case EXCEPTION -> event.getException().getThread();
            case SYSCALL_ENTER -> event.getSyscallEnter().getThread();
            case SYSCALL_EXIT -> event.getSyscallExit().getThread();
            case IPC_RESULT -> event.getIpcResult().getThread();
            case THREAD_CREATED -> event.getThreadCreated().getThread();
            case THREAD_DELETED -> event.getThreadDeleted();
            case KDEBUG -> event.getKdebug().getThread();
            case EX_REGS -> event.getExRegs().getThread();
            case SIGNAL -> event.getSignal().getThread();
            case SCHEDULE,
                    MAPPING,
                    INPUT,
                    OUTPUT,
                    PICK,
                    DIGEST,
                    TASK_CREATED,
                    TASK_DELETED,
                    PROCESS,
                    KERNEL_LOG,
                    HALTED,
                    KIND_NOT_SET ->
                    NONE;
        };
    }

    /** The other thread an event is about, or {@link #NONE}. */
    static int partner(Event event) {
        return switch (event.getKindCase()) {
            case IPC -> event.getIpc().getTo();
            case VARIABLE -> event.getVariable().getOwner();
            case EX_REGS -> event.getExRegs().getTarget();
            case SIGNAL -> event.getSignal().getOwner();
            default -> NONE;
        };
    }
}
