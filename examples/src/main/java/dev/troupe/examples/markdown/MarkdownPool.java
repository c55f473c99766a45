package dev.troupe.examples.markdown;

import dev.troupe.actors.TroupeSystem;
import dev.troupe.actors.WasmPool;
import dev.troupe.engine.Engine;
import dev.troupe.protocol.Answer;
import dev.troupe.protocol.CommandCompleted;
import dev.troupe.protocol.Trapped;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * A service that converts documents of strangers with a C program, in a pool: each document gets an instance of its own, in which it
 * can do no harm to others. Thread-safe.
 */
public final class MarkdownPool implements AutoCloseable {
    /** What the service says of a document. */
    public sealed interface Result {}

    public record Html(String text) implements Result {}

    /** The document took its instance down. */
    public record Refused(String why) implements Result {}

    private final TroupeSystem troupe = TroupeSystem.create();
    private final WasmPool pool;

    public MarkdownPool(int instances) {
        var module = Engine.create().compile(MarkdownModules.command());
        pool = troupe.pool(module, troupe.settings().withInstances(instances).withMemoryLimit(16 << 20));
    }

    /** Completes with the HTML, or with why there is none; never exceptionally. */
    public CompletionStage<Result> render(String markdown) {
        return pool.run(List.of(), markdown.getBytes(StandardCharsets.UTF_8)).thenApply(MarkdownPool::result);
    }

    private static Result result(Answer answer) {
        return switch (answer) {
            case CommandCompleted completed when completed.exitCode() == 0 -> new Html(completed.stdoutUtf8());
            case Trapped trapped -> new Refused(trapped.kind() + " in " + trapped.guestStack().stream().findFirst().orElse("?"));
            default -> new Refused(answer.toString());
        };
    }

    @Override
    public void close() {
        troupe.close();
    }
}
