package org.l4emu.microkernel.environment;

import org.jspecify.annotations.Nullable;
import org.l4emu.microkernel.schedule.SchedulingPoint;
import org.l4emu.microkernel.thread.L4Thread;

/**
 * The one narrow door: whatever could differ between two runs comes through here, so that recording
 * what it answers records the run. Called on the machine's thread, in a fixed order.
 */
public interface Environment {
    /** Longest time a machine can be told to wait for. */
    long NEVER = Long.MAX_VALUE;

    /**
     * Which of the runnable threads takes the next step; null lets time pass to the next timeout,
     * where {@link SchedulingPoint#canWait} says there is one.
     */
    @Nullable L4Thread choose(SchedulingPoint point);

    /**
     * Virtual time of the next scheduling point this strategy wants although the running thread
     * could go on; {@link #NEVER} if it is content with slices and blocking.
     */
    long nextChoiceTime(long now);

    /** When the machine shall next ask for console input; {@link #NEVER} if there will be none. */
    long nextInputTime(long now);

    /**
     * Console input that is there now.
     *
     * @return number of bytes put into {@code buffer}; 0 for end of file; −1 for nothing now
     */
    int readInput(long now, byte[] buffer);

    /**
     * Nothing can run before {@code deadline}: waits outside the machine, if input can still come
     * or if virtual time is tied to the host's.
     *
     * @param deadline virtual time of the next timeout, {@link #NEVER} if there is none
     * @return virtual time to go on at: at most {@code deadline}; {@code now} if input came; {@link
     *     #NEVER} if nothing will ever come
     */
    long idle(long now, long deadline, boolean inputWanted);

    /** Somebody in the machine waits for console input: good to fetch some soon. */
    void inputWanted(long now);

    /** Eight bytes from the host, asked for once at boot to seed the machine's own generator. */
    long entropy();

    /** Host time at boot, nanoseconds since the epoch. */
    long bootTimeNanos();

    /** The machine wrote to a host device: 0 console, 1 standard output, 2 standard error. */
    void output(int device, byte[] bytes, int offset, int length);
}
