/** What is recorded comes back bit for bit, in any JVM. */
@NullMarked
package org.l4emu.tests.replay;

import org.jspecify.annotations.NullMarked;
