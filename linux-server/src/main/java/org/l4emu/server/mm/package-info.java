/**
 * Areas, demand paging, copy-on-write, access to user memory, program images.
 *
 * <p>The logical page table says what the user may do; the microkernel's mappings are a part of it
 * that can always be taken back, because the next access faults and gets it again. What holds after
 * every step of the server:
 *
 * <ul>
 *   <li>M1: a mapping in an L4 task gives no right its page's entry does not give.
 *   <li>M2: the frame of a private page with the right to write has one user.
 *   <li>M3: a page whose entry lacks the mark "mapped" is mapped in no L4 task of its address
 *       space.
 *   <li>M4: a mapping names the frame its page's entry names.
 * </ul>
 */
@NullMarked
package org.l4emu.server.mm;

import org.jspecify.annotations.NullMarked;
