/**
 * Decides how a function that is too large for one JVM method is cut: which runs of instructions become methods of their own. In goes
 * a validated body; out comes a list of {@link dev.troupe.engine.compile.outline.Region}, which the compiler's translators follow. Knows
 * nothing of the JVM but an estimate of code sizes.
 *
 * <p>A region is a run of whole statements at one nesting level, so it is entered at its start only and control leaves it at its
 * end or by a branch to an enclosing label. It takes the locals it needs as parameters and gives back those it changed that somebody
 * still reads.
 */
package dev.troupe.engine.compile.outline;
