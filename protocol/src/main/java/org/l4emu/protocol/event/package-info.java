/**
 * What a machine tells the outside while it runs: one method per kind of event, primitives only.
 */
@NullMarked
package org.l4emu.protocol.event;

import org.jspecify.annotations.NullMarked;
