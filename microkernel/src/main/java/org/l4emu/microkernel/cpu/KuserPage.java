package org.l4emu.microkernel.cpu;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Contents of the page at 0xFFFF0000: exception vectors and kuser helpers, readable by every task.
 * The interpreter recognises calls of the helpers and does each in one go; the words here say the
 * same in ARM code, for whoever reads or disassembles the page.
 *
 * <pre>
 *   offset  contents
 *   0x000   eight vectors, each a branch to itself: the microkernel takes over there
 *   0xf60   cmpxchg64
 *   0xfa0   memory barrier
 *   0xfc0   cmpxchg32
 *   0xfe0   get_tls
 *   0xffc   number of helpers: 5
 * </pre>
 */
public final class KuserPage {
    private static final int BRANCH_TO_SELF = 0xeafffffe;
    private static final int VECTORS = 8;
    private static final int RETURN = 0xe12fff1e;
    private static final int HELPERS_VERSION = 5;

    private static final int[] CMPXCHG64 = {
        0xe92d4070, // push {r4, r5, r6, lr}
        0xe8900030, // ldm r0, {r4, r5}
        0xe8921008, // ldm r2, {r3, ip}
        0xe0333004, // eors r3, r3, r4
        0x003cc005, // eorseq ip, ip, r5
        0x08910030, // ldmeq r1, {r4, r5}
        0x08820030, // stmeq r2, {r4, r5}
        0x03a00000, // moveq r0, #0
        0x13a00001, // movne r0, #1
        0xe2703000, // rsbs r3, r0, #0
        0xe8bd8070, // pop {r4, r5, r6, pc}
    };

    private static final int[] CMPXCHG32 = {
        0xe5923000, // ldr r3, [r2]
        0xe0533000, // subs r3, r3, r0
        0x05821000, // streq r1, [r2]
        0xe2730000, // rsbs r0, r3, #0
        RETURN,
    };

    private static final int[] GET_TLS = {
        0xee1d0f70, // mrc p15, 0, r0, c13, c0, 3
        RETURN,
    };

    private KuserPage() {}

    /** A fresh copy of the page's 4,096 bytes. */
    public static byte[] bytes() {
        ByteBuffer page = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
        for (int vector = 0; vector < VECTORS; vector++) {
            page.putInt(4 * vector, BRANCH_TO_SELF);
        }
        put(page, 0xf60, CMPXCHG64);
        put(page, 0xfa0, RETURN);
        put(page, 0xfc0, CMPXCHG32);
        put(page, 0xfe0, GET_TLS);
        page.putInt(0xffc, HELPERS_VERSION);
        return page.array();
    }

    private static void put(ByteBuffer page, int offset, int... words) {
        for (int i = 0; i < words.length; i++) {
            page.putInt(offset + 4 * i, words[i]);
        }
    }
}
