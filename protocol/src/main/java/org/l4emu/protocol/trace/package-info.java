/**
 * Trace files: events encoded by hand into protobuf's wire format, kept in checked, compressed
 * blocks, and read again in order or from any event on.
 */
@NullMarked
package org.l4emu.protocol.trace;

import org.jspecify.annotations.NullMarked;
