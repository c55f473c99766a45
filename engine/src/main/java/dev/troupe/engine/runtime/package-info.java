/**
 * What generated code calls and what users hold of a running instance: memories, tables, globals, functions, traps, interruption
 * (spec chapter 4.2, Runtime Structure). Knows nothing of how the code came to be.
 *
 * <p>Everything that belongs to one {@link dev.troupe.engine.runtime.Store} is used by one thread at a time; the store checks it.
 */
package dev.troupe.engine.runtime;
