/** What the tests of every module share. No code of the machine depends on it. */
@NullMarked
package org.l4emu.testkit;

import org.jspecify.annotations.NullMarked;
