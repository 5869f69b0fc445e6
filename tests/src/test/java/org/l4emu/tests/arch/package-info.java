/** The laws of the house as tests, and a test of each law: it must fail on a planted offender. */
@NullMarked
package org.l4emu.tests.arch;

import org.jspecify.annotations.NullMarked;
