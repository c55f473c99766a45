package dev.troupe.examples.quickstart;

import dev.troupe.actors.TroupeSystem;
import dev.troupe.engine.Engine;
import dev.troupe.protocol.Answer;
import dev.troupe.protocol.Completed;
import dev.troupe.protocol.Invoke;
import dev.troupe.protocol.Rejected;
import dev.troupe.protocol.TimedOut;
import dev.troupe.protocol.Trapped;
import dev.troupe.protocol.Value;
import java.time.Duration;

/** Compile, instantiate, call; then the same in a pool. */
public final class QuickStart {
    private QuickStart() {}

    public static void main(String[] arguments) {
        // Compile once: a .wasm file with compile(Path), or a text as here.
        var module = Engine.create().compileText("""
                (module
                    (func (export "divide") (param i32 i32) (result i32)
                        (i32.div_s (local.get 0) (local.get 1)))
                    (func (export "spin") (loop (br 0))))
                """);

        // One instance, called from this thread.
        var instance = module.instantiate();
        System.out.println("6 / 2 = " + instance.invoke("divide", 6, 2)[0]);

        // Four instances in a supervised pool, called from any thread. Every request gets exactly one typed answer.
        try (var troupe = TroupeSystem.create()) {
            var pool = troupe.pool(module, troupe.settings().withInstances(4));
            for (int divisor = 0; divisor < 3; divisor++) {
                var answer = pool.invoke("divide", Value.i32(6), Value.i32(divisor)).toCompletableFuture().join();
                System.out.println("6 / " + divisor + ": " + describe(answer));
            }
            var answer = pool.ask(replyTo -> Invoke.of(replyTo, "spin").withDeadline(Duration.ofMillis(100))).toCompletableFuture().join();
            System.out.println("spin: " + describe(answer));
        }
    }

    private static String describe(Answer answer) {
        return switch (answer) {
            case Completed completed -> completed.value().boxed().toString();
            case Trapped trapped -> "trapped, " + trapped.kind();
            case TimedOut timedOut -> "timed out, and its instance is replaced";
            case Rejected rejected -> "rejected, try again in " + rejected.retryAfter();
            default -> answer.toString();
        };
    }
}
