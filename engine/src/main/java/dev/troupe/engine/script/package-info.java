/**
 * The script format of the official test suite, as the reference interpreter has it.
 *
 * <p>What comes in: a {@code .wast} file. What goes out: a {@link dev.troupe.engine.script.Script} of commands, and by the
 * runner a count of assertions that passed and failed. It knows the text format and the engine's face, nothing below.
 */
package dev.troupe.engine.script;
