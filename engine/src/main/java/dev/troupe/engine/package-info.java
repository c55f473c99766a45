/**
 * The public face: compile a module once ({@link dev.troupe.engine.Engine}, {@link dev.troupe.engine.CompiledModule}), instantiate it
 * as often as needed ({@link dev.troupe.engine.Instance}), call its exports. What an instance consists of is in
 * {@link dev.troupe.engine.runtime}, types and module errors in {@link dev.troupe.engine.module}.
 */
package dev.troupe.engine;
