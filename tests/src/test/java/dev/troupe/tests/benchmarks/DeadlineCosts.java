package dev.troupe.tests.benchmarks;

import dev.troupe.engine.CompiledModule;
import dev.troupe.engine.Engine;
import dev.troupe.engine.Instance;
import dev.troupe.engine.runtime.GuestExit;
import dev.troupe.engine.runtime.Trap;
import dev.troupe.engine.runtime.TrapKind;
import dev.troupe.engine.wasi.WasiConfig;
import dev.troupe.engine.wasi.WasiProgram;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;

/**
 * What deadlines and fuel cost while they do nothing, how soon a deadline ends a guest, and whether a module that was stopped a thousand
 * times is as fast as before. Prints tables; {@code main} takes which of {@code options,loops,kills} and the seconds per kernel, or the
 * hundreds of kills per endless loop.
 */
public final class DeadlineCosts {
    private static final List<String> KERNELS = List.of(
            "fib", "ack", "tak", "sieve", "nbody", "fannkuch", "spectral", "mandel", "trees", "queens", "matmul", "sha256", "crc32",
            "qsort",
            "string", "vm", "icall", "mem", "i64");
    /** How long after the last kill compiled code asks no more, at the latest; see {@code PollSite}. */
    private static final Duration QUIET = Duration.ofSeconds(6);

    /** The first half of them end code that does not ask and is thrown away, the others code that asks. */
    private static final int KILLS_PER_MODULE = 16;

    private final Path kernels;
    private final double seconds;
    private final SplittableRandom random = new SplittableRandom(1);

    DeadlineCosts(Path kernels, double seconds) {
        this.kernels = kernels;
        this.seconds = seconds;
    }

    public static void main(String[] arguments) throws Exception {
        double seconds = arguments.length > 1 ? Double.parseDouble(arguments[1]) : 2;
        var costs = new DeadlineCosts(Path.of(System.getenv("TROUPE_TESTDATA"), "wasm", "classic.wasm"), seconds);
        for (var part : arguments.length > 0 ? arguments[0].split(",") : new String[] {"options", "loops", "kills"}) {
            System.out.println(switch (part) {
                case "options" -> costs.options(KERNELS);
                case "loops" -> latencies((int) (100 * seconds));
                case "kills" -> costs.afterKills(KERNELS, 1000, QUIET);
                default -> throw new IllegalArgumentException("options, loops or kills, not " + part);
            });
        }
    }

    /** The kernels without deadlines, with them, and with fuel as well. */
    String options(List<String> names) throws IOException {
        var modules = List.of(
                Engine.builder().interruptible(false).build().compile(kernels),
                Engine.create().compile(kernels),
                Engine.builder().fuel(true).build().compile(kernels));
        var text = new StringBuilder("| kernel | no deadlines, ms | deadlines | deadlines and fuel |\n|---|---|---|---|\n");
        var logs = new double[2];
        for (var name : names) {
            var best = best(modules, name);
            logs[0] += Math.log(best[1] / best[0]);
            logs[1] += Math.log(best[2] / best[0]);
            text.append("| %s | %.3f | %.3f | %.3f |\n".formatted(name, best[0], best[1] / best[0], best[2] / best[0]));
        }
        return text.append("| geomean | | %.3f | %.3f |\n".formatted(Math.exp(logs[0] / names.size()), Math.exp(logs[1] / names.size())))
                .toString();
    }

    /** How long after its deadline each kind of guest has ended. */
    static String latencies(int kills) throws Exception {
        var text = new StringBuilder("| guest | kills | p50, ms | p99 | max |\n|---|---|---|---|---|\n");
        var all = new double[0];
        for (var export : EndlessLoops.EXPORTS) {
            var random = new SplittableRandom(export.hashCode());
            var late = new double[kills];
            CompiledModule module = null;
            for (int i = 0; i < kills; i++) {
                if (i % KILLS_PER_MODULE == 0) {
                    module = EndlessLoops.module();
                }
                // Some in the interpreter, most in compiled code.
                late[i] = late(module, export, Duration.ofNanos(random.nextLong(1_000_000, 40_000_000)));
            }
            all = concat(all, late);
            row(text, export, late);
        }
        row(text, "all", all);
        return text.toString();
    }

    private static double late(CompiledModule module, String export, Duration deadline) throws Exception {
        var instance = module.instantiate(EndlessLoops.imports());
        return late(instance, deadline, () -> instance.invoke(export));
    }

    private static double late(Instance instance, Duration deadline, Callable<?> body) throws Exception {
        long start = System.nanoTime();
        try {
            instance.store().callWithin(deadline, body);
        } catch (Trap e) {
            if (e.kind() == TrapKind.DEADLINE_EXCEEDED) {
                return (System.nanoTime() - start - deadline.toNanos()) / 1e6;
            }
            throw e;
        }
        throw new IllegalStateException("an endless loop has ended");
    }

    private static double[] concat(double[] first, double[] second) {
        var both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    private static void row(StringBuilder text, String name, double[] values) {
        var sorted = values.clone();
        Arrays.sort(sorted);
        text.append("| %s | %d | %.2f | %.2f | %.2f |\n"
                .formatted(name, sorted.length, sorted[sorted.length / 2], sorted[sorted.length * 99 / 100], sorted[sorted.length - 1]));
    }

    /** The kernels before and after being stopped in the middle of each in turn, many times. */
    String afterKills(List<String> names, int kills, Duration quiet) throws Exception {
        var module = Engine.create().compile(kernels);
        var before = new double[names.size()];
        for (int i = 0; i < before.length; i++) {
            before[i] = best(List.of(module), names.get(i))[0];
        }
        var late = new double[kills];
        for (int i = 0; i < kills; i++) {
            late[i] = kill(module, names.get(i % names.size()));
        }
        var text = new StringBuilder("| guest | kills | p50, ms | p99 | max |\n|---|---|---|---|---|\n");
        row(text, "kernels", late);
        Thread.sleep(quiet);
        text.append("\n| kernel | before, ms | after %d kills |\n|---|---|---|\n".formatted(kills));
        double logs = 0;
        for (int i = 0; i < before.length; i++) {
            double after = best(List.of(module), names.get(i))[0];
            logs += Math.log(after / before[i]);
            text.append("| %s | %.3f | %.3f |\n".formatted(names.get(i), before[i], after / before[i]));
        }
        return text.append("| geomean | | %.3f |\n".formatted(Math.exp(logs / before.length))).toString();
    }

    private double kill(CompiledModule module, String name) throws Exception {
        var config = config(name);
        try (var first = WasiProgram.create(module, config)) {
            return late(first.instance(), Duration.ofNanos(random.nextLong(100_000, 2_000_000)), () -> {
                while (true) {
                    try {
                        first.instance().invoke("_start");
                    } catch (GuestExit e) {
                        // Once more: the kernel was faster than its deadline.
                    }
                }
            });
        }
    }

    private static WasiConfig config(String name) {
        return WasiConfig.defaults().withArguments("classic", name).withStdout(OutputStream.nullOutputStream());
    }

    /** Best times in milliseconds; the modules take turns, so that all see the same machine. */
    private double[] best(List<CompiledModule> modules, String name) {
        var best = new double[modules.size()];
        Arrays.fill(best, Double.MAX_VALUE);
        var config = config(name);
        long end = System.nanoTime() + (long) (seconds * 1e9 * best.length);
        do {
            for (int i = 0; i < best.length; i++) {
                try (var program = WasiProgram.create(modules.get(i), config)) {
                    long start = System.nanoTime();
                    program.run();
                    best[i] = Math.min(best[i], (System.nanoTime() - start) / 1e6);
                }
            }
        } while (System.nanoTime() < end);
        return best;
    }
}
