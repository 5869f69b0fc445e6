/** The machine as tests and benchmarks drive it: inside this JVM, or by its command line. */
@NullMarked
package org.l4emu.tests.machine;

import org.jspecify.annotations.NullMarked;
