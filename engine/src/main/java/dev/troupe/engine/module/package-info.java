/**
 * The module model: immutable records of everything a WebAssembly module declares, in the terms of the core
 * specification, chapter 2 (Structure).
 *
 * <p>What comes in: nothing; the decoder ({@code binary}) and the parser ({@code text}) build these values. What goes
 * out: one {@link dev.troupe.engine.module.Module} for both formats. Function bodies and constant expressions stay byte
 * slices in the binary format's encoding, so that no phase allocates an object per instruction.
 */
package dev.troupe.engine.module;
