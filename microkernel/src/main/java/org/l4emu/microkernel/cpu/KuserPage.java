package org.l4emu.microkernel.cpu;

import java.util.Arrays;

/**
 * The bytes of the page at 0xFFFF0000: vectors and kuser helpers as ARM code. The interpreter
 * carries out the helpers itself when code jumps to an entry, so these words are there to be read.
 *
 * <pre>
 *   000..01c  vectors (undefined instructions: the kernel is no guest code)
 *   f60  compare and exchange of a double word     fe0  TLS in r0
 *   fa0  memory barrier                            ff0  TLS word (zero: it would differ per thread)
 *   fc0  compare and exchange of a word            ffc  number of helpers, 5
 * </pre>
 */
public final class KuserPage {
    public static final int ADDRESS = Vector.BASE;

    private static final int HELPERS = 5;
    private static final int UNDEFINED = 0xe7fddef1;
    private static final int BX_LR = 0xe12fff1e;

    private static final int[] COMPARE_EXCHANGE_64_CODE = {
        0xe92d00f0, // push {r4-r7}
        0xe1c040d0, // ldrd r4, [r0]
        0xe1c260d0, // ldrd r6, [r2]
        0xe0244006, // eor r4, r4, r6
        0xe0255007, // eor r5, r5, r7
        0xe1943005, // orrs r3, r4, r5
        0x01c140d0, // ldrdeq r4, [r1]
        0x01c240f0, // strdeq r4, [r2]
        0xe2730000, // rsbs r0, r3, #0
        0xe8bd00f0, // pop {r4-r7}
        BX_LR
    };

    private static final int[] COMPARE_EXCHANGE_CODE = {
        0xe5923000, // ldr r3, [r2]
        0xe0533000, // subs r3, r3, r0
        0x05821000, // streq r1, [r2]
        0xe2730000, // rsbs r0, r3, #0
        BX_LR
    };

    private static final int[] GET_TLS_CODE = {
        0xee1d0f70, // mrc p15, 0, r0, c13, c0, 3
        BX_LR
    };

    private KuserPage() {}

    /** A new page of 4096 bytes. */
    public static byte[] bytes() {
        int[] words = new int[1024];
        Arrays.fill(words, UNDEFINED);
        put(words, KuserHelpers.COMPARE_EXCHANGE_64, COMPARE_EXCHANGE_64_CODE);
        put(words, KuserHelpers.MEMORY_BARRIER, new int[] {BX_LR});
        put(words, KuserHelpers.COMPARE_EXCHANGE, COMPARE_EXCHANGE_CODE);
        put(words, KuserHelpers.GET_TLS, GET_TLS_CODE);
        put(words, ADDRESS + 0xff0, new int[] {0, 0, 0, HELPERS});
        byte[] bytes = new byte[4096];
        for (int i = 0; i < words.length; i++) {
            Bus.WORD.set(bytes, 4 * i, words[i]);
        }
        return bytes;
    }

    private static void put(int[] words, int address, int[] code) {
        System.arraycopy(code, 0, words, (address & 0xfff) >>> 2, code.length);
    }
}
