package org.l4emu.workbench.root;

/**
 * A package that was fetched.
 *
 * @param sha256 of the package file, as the signed index of its archive states it
 * @param program the program taken out of it, relative to the cache
 * @param programSha256 of that program
 */
public record DebianPackage(
        String name, String version, String sha256, String program, String programSha256) {}
