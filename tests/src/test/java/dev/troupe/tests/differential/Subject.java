package dev.troupe.tests.differential;

import dev.troupe.engine.Engine;
import dev.troupe.engine.Instance;
import dev.troupe.engine.module.InvalidModuleException;
import dev.troupe.engine.module.MalformedModuleException;
import dev.troupe.engine.runtime.Global;
import dev.troupe.engine.runtime.Memory;
import dev.troupe.engine.runtime.Table;
import dev.troupe.engine.runtime.Tag;
import dev.troupe.engine.runtime.Trap;
import dev.troupe.engine.runtime.WasmException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeSet;

/** Runs programs in an engine of ours and tells what they do in the form that the reference uses. */
record Subject(String name, Engine engine) {
    /** As applications have it, and forms of compilation that they may choose or that large functions cause. */
    static final List<Subject> ALL = List.of(
            new Subject("default", Engine.create()),
            new Subject("roomy", Engine.builder().roomToGrow(true).build()),
            new Subject("paid", Engine.builder().fuel(true).methodBytes(400).build()),
            new Subject("pieces", Engine.builder().fuel(true).methodBytes(1500).build()),
            new Subject("cut", Engine.builder().methodBytes(200).build()),
            new Subject("cut-finely", Engine.builder().methodBytes(100).eager(true).build()),
            new Subject("bare", Engine.builder().interruptible(false).callDepthChecks(true).roomToGrow(true).methodBytes(1000).build()));

    List<String> run(Program program) {
        var outcomes = new ArrayList<String>();
        try {
            var instance = engine.compile(program.bytes()).instantiate();
            for (var call : program.calls()) {
                outcomes.add(call(instance, call));
            }
            outcomes.add(state(instance));
        } catch (InvalidModuleException | MalformedModuleException e) {
            outcomes.add("invalid " + e.getMessage());
        } catch (RuntimeException | LinkageError e) {
            outcomes.add("defect " + e);
        }
        return outcomes;
    }

    static String call(Instance instance, Program.Call call) {
        try {
            var text = new StringBuilder("ok");
            for (var value : instance.invoke(call.name(), call.arguments().toArray())) {
                text.append(' ').append(text(value));
            }
            return text.toString();
        } catch (Trap e) {
            return Outcome.normal("trap " + e.kind().text());
        } catch (WasmException e) {
            return "thrown " + nameOf(instance, e.tag());
        } catch (RuntimeException | LinkageError | AssertionError e) {
            return "defect " + e;
        }
    }

    private static String nameOf(Instance instance, Tag tag) {
        return instance.exports().entrySet().stream().filter(e -> e.getValue() == tag).findFirst().orElseThrow().getKey();
    }

    private static String text(Object value) {
        return value instanceof Long ? value + "n" : value.toString();
    }

    static String state(Instance instance) {
        var parts = new TreeSet<String>();
        instance.exports().forEach((name, export) -> {
            switch (export) {
                case Global global -> parts.add(name + "=" + text(global.get()));
                case Memory memory -> parts.add(name + "=" + hash(memory.read(0L, (int) memory.size())));
                case Table table -> parts.add(name + "=" + nulls(table));
                default -> {}
            }
        });
        return String.join(" ", parts);
    }

    private static String hash(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static String nulls(Table table) {
        var text = new StringBuilder();
        for (int i = 0; i < table.size(); i++) {
            text.append(table.get(i) == null ? '0' : '1');
        }
        return text.toString();
    }
}
