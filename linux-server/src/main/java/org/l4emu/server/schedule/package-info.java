/** schedule(), wait queues, timers, the interrupt threads. */
@NullMarked
package org.l4emu.server.schedule;

import org.jspecify.annotations.NullMarked;
