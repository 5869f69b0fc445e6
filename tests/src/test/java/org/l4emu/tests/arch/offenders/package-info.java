/** Small classes that each break one law on purpose, to see the law fail. Nothing uses them. */
@NullMarked
package org.l4emu.tests.arch.offenders;

import org.jspecify.annotations.NullMarked;
