/**
 * The binary format (spec chapter 5). In go bytes, out comes a {@link dev.troupe.engine.module.Module}, or the other way round.
 * Decoding finds every malformed byte, also inside function bodies, so that what comes after may read bodies without care.
 */
package dev.troupe.engine.binary;
