/**
 * WASI preview 1: what a program in C, Rust or Go asks of its operating system, as host functions over {@code java.nio.file}.
 *
 * <p>What comes in: a {@link dev.troupe.engine.wasi.WasiConfig}, the list of what the guest is granted. What goes out:
 * {@link dev.troupe.engine.Imports} for the modules {@code wasi_snapshot_preview1} and {@code wasi_unstable}, which belong to one
 * instance. {@link dev.troupe.engine.wasi.WasiProgram} starts commands and reactors, with threads if they want some. Nothing else is
 * public.
 *
 * <p>Rooms: {@code Functions} is the table of all functions; {@code ProcessFunctions}, {@code DescriptorFunctions},
 * {@code PathFunctions}, {@code PollFunctions} and {@code SocketFunctions} hold them; a {@code Descriptor} is what a file descriptor
 * stands for; {@code PathResolver} walks guest paths over {@code Directory} handles and is what keeps a guest inside its directories.
 *
 * <p>Names, numbers and layouts follow the interface description
 * {@code github.com/WebAssembly/WASI/blob/wasi-0.1/preview1/witx/wasi_snapshot_preview1.witx} and {@code typenames.witx}.
 */
package dev.troupe.engine.wasi;
