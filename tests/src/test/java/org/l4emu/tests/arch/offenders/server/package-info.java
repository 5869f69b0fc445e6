/** The upper module that is looked at. */
@NullMarked
package org.l4emu.tests.arch.offenders.server;

import org.jspecify.annotations.NullMarked;
