/**
 * Finds loops over vectors whose turns do the same to memory that lies one turn behind the other, and takes their work apart into words
 * of 32 bits. In goes a validated body; out comes a list of {@link dev.troupe.engine.compile.stream.StreamLoop}, which the compiler
 * translates to loops over arrays of words. Knows nothing of the JVM.
 */
package dev.troupe.engine.compile.stream;
