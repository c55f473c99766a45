package dev.troupe.cli;

import dev.troupe.engine.Imports;
import dev.troupe.engine.module.FuncType;
import dev.troupe.engine.module.ValType;
import dev.troupe.engine.runtime.HostFunction;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.random.RandomGenerator;

/**
 * The demo's input and the host functions by which instances fetch it and hand back HTML. One object serves all instances: requests are
 * numbered, and the HTML is only compared with what it should be.
 */
final class DemoDocuments {
    private static final String FOLDER = "/dev/troupe/examples/";
    private static final List<String> NAMES = List.of("readme", "changelog", "recipe", "design", "minutes");

    private final List<byte[]> html = new ArrayList<>();
    private final List<DemoRequest> requests = new ArrayList<>();
    private final List<byte[]> markdown = new ArrayList<>();
    private final int[] which;
    private final AtomicIntegerArray right;

    /** As many requests as told, drawn with {@code random}. */
    DemoDocuments(int count, RandomGenerator random) {
        var texts = new ArrayList<String>();
        for (var name : NAMES) {
            texts.add(new String(resource("documents/" + name + ".md"), StandardCharsets.UTF_8));
            html.add(resource("documents/" + name + ".html"));
        }
        which = new int[count];
        right = new AtomicIntegerArray(count);
        for (int i = 0; i < count; i++) {
            var request = DemoRequest.random(random);
            which[i] = random.nextInt(texts.size());
            requests.add(request);
            markdown.add(request.markdown(texts.get(which[i])));
        }
    }

    /** The module that asks for the documents. */
    static byte[] module() {
        return resource("modules/markdown-service.wasm");
    }

    /** The requests by number. */
    List<DemoRequest> requests() {
        return requests;
    }

    /** Whether the HTML of a request has come in and is right. */
    boolean isRight(int number) {
        return right.get(number) == 1;
    }

    Imports imports() {
        return Imports.builder()
                .function("documents", "size", HostFunction.untyped(type(1, 1), (caller, arguments) -> new Object[] {
                    markdown.get((int) arguments[0]).length
                }))
                .function("documents", "read", HostFunction.untyped(type(2, 0), (caller, arguments) -> {
                    caller.memory("memory").orElseThrow().write((int) arguments[1], markdown.get((int) arguments[0]));
                    return null;
                }))
                .function("documents", "write", HostFunction.untyped(type(3, 0), (caller, arguments) -> {
                    int number = (int) arguments[0];
                    var written = caller.memory("memory").orElseThrow().read((int) arguments[1], (int) arguments[2]);
                    right.set(number, Arrays.equals(written, html.get(which[number])) ? 1 : 2);
                    return null;
                }))
                .build();
    }

    private static FuncType type(int params, int results) {
        return FuncType.of(List.of(ValType.I32, ValType.I32, ValType.I32).subList(0, params), List.of(ValType.I32).subList(0, results));
    }

    private static byte[] resource(String name) {
        try (var in = DemoDocuments.class.getResourceAsStream(FOLDER + name)) {
            if (in == null) {
                throw new IllegalStateException("not packaged: " + FOLDER + name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
