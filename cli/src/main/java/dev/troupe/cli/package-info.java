/**
 * The {@code troupe} command. In come arguments and standard streams, out go results and an exit code ({@link dev.troupe.cli.ExitCode}).
 * {@link dev.troupe.cli.Main} picks a command, one class each ({@code RunCommand}, {@code PoolCommand}, ...); a command turns options into
 * calls of the public faces of engine and actors, and their answers into text or JSON. Nothing else in Troupe knows this package.
 */
package dev.troupe.cli;
