package org.l4emu.microkernel.cpu;

/** Takes machine state word by word, in a fixed order: a digest or a snapshot writer. */
public interface WordSink {
    void word(int value);
}
