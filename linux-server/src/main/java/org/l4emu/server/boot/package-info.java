/** Start of the server: start_kernel to init, and the root image it unpacks. */
@NullMarked
package org.l4emu.server.boot;

import org.jspecify.annotations.NullMarked;
