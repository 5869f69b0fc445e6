package org.l4emu.tests.cpu;

/**
 * Where one case lies: first instruction, the word that goes on to the next case, and the memory it
 * touches (window, then r0 to r14 and cpsr as it left them).
 */
record GeneratedCase(int start, int end, int window) {
    static final int RECORD_WORDS = 16;
    static final int BYTES = Scene.WINDOW_BYTES + 4 * RECORD_WORDS;
}
