package dev.troupe.tests.differential;

import dev.troupe.engine.Modules;
import dev.troupe.engine.module.AddressType;
import dev.troupe.engine.module.BinaryWriter;
import dev.troupe.engine.module.DataSegment;
import dev.troupe.engine.module.ElementInit;
import dev.troupe.engine.module.ElementSegment;
import dev.troupe.engine.module.Export;
import dev.troupe.engine.module.ExternKind;
import dev.troupe.engine.module.Feature;
import dev.troupe.engine.module.FuncType;
import dev.troupe.engine.module.Global;
import dev.troupe.engine.module.GlobalType;
import dev.troupe.engine.module.Limits;
import dev.troupe.engine.module.MemoryType;
import dev.troupe.engine.module.Opcode;
import dev.troupe.engine.module.RefType;
import dev.troupe.engine.module.SegmentMode;
import dev.troupe.engine.module.Slice;
import dev.troupe.engine.module.Table;
import dev.troupe.engine.module.TableType;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Makes a program from a seed: always a valid module, always one that ends, and one whose results the specification determines. All
 * that goes in and out is i32 and i64: floats and vectors cross the border as bits, with NaNs made canonical, references as whether
 * they are null.
 */
final class ProgramGenerator {
    private static final int MEMORY_PAGES = 3;
    /** Functions that apply one instruction to their parameters, which so meets all interesting numbers. */
    private static final int SINGLE_OPERATORS = 5;
    /** Of a large function, some of whose parts then take and give back dozens. */
    private static final int MANY_VARIABLES = 100;
    /** From here on an engine of ours keeps locals in another way. */
    private static final int NEAR_LOCALS = 1000;

    private static final int MOST_UNUSED = 40_000;

    private final Choices choices;
    private final Sketch sketch;
    private final long seed;
    private final int repeats;
    private final List<Program.Call> getters = new ArrayList<>();

    private ProgramGenerator(long seed, Set<Feature> features, int repeats, Set<Long> skipped) {
        this.seed = seed;
        this.repeats = repeats;
        choices = new Choices(seed, skipped);
        var some = EnumSet.copyOf(features);
        for (var feature : List.of(Feature.GC, Feature.THREADS, Feature.MEMORY64, Feature.MULTI_MEMORY, Feature.SIMD)) {
            // Features less often than not leave the rest of the language more room.
            if (choices.oneIn(feature == Feature.SIMD ? 3 : 2)) {
                some.remove(feature);
            }
        }
        if (!some.contains(Feature.LEGACY_EXCEPTIONS) || choices.below(4) != 0) {
            some.remove(Feature.LEGACY_EXCEPTIONS);
        } else {
            some.remove(Feature.EXCEPTIONS);
        }
        sketch = new Sketch(some, choices);
    }

    /**
     * The program of a seed.
     *
     * @param repeats how often each function is called
     */
    static Program generate(long seed, Set<Feature> features, int repeats) {
        return new ProgramGenerator(seed, features, repeats, Set.of()).generate();
    }

    /** The nodes of a seed's program that {@link #without} may leave out. */
    static List<Long> nodes(long seed, Set<Feature> features, int repeats, Set<Long> skipped) {
        var generator = new ProgramGenerator(seed, features, repeats, skipped);
        generator.generate();
        return generator.choices.visited();
    }

    /** The program of a seed without some nodes: statements are gone, expressions are zero. */
    static Program without(long seed, Set<Feature> features, int repeats, Set<Long> skipped) {
        return new ProgramGenerator(seed, features, repeats, skipped).generate();
    }

    private Program generate() {
        var module = sketch.module;
        if (sketch.has(Feature.GC)) {
            sketch.aggregates = new Aggregates(sketch);
        }
        if (sketch.has(Feature.EXCEPTIONS) || sketch.has(Feature.LEGACY_EXCEPTIONS)) {
            for (int i = 0; i <= choices.below(3); i++) {
                var kinds = kinds(choices.below(4));
                sketch.tags.add(kinds);
                module.tags.add(sketch.typeIndex(FuncType.of(Kind.types(kinds), List.of())));
                export("tag" + i, ExternKind.TAG, i);
            }
        }
        memories();
        globals();
        int count = 2 + choices.below(6);
        for (int i = 0; i < count; i++) {
            sketch.functions.add(new Sketch.Signature(
                    kinds(choices.below(5)).stream().map(kind -> Kind.ofParameter(kind.type)).toList(),
                    kinds(choices.oneIn(3) ? choices.below(4) : 1).stream().map(kind -> Kind.ofResult(kind.type)).toList()));
        }
        var operators = Operator.all(sketch.features).stream().filter(operator -> operator.result() != null && !operator.address())
                .toList();
        var alone = IntStream.range(0, SINGLE_OPERATORS).mapToObj(i -> choices.pick(operators)).toList();
        alone.forEach(operator -> sketch.functions.add(Computations.signature(operator)));
        count += alone.size();
        table(count);
        var grammar = new Grammar(sketch);
        boolean large = choices.oneIn(12);
        boolean wide = choices.oneIn(12);
        for (var signature : sketch.functions.subList(0, count - alone.size())) {
            var body = new Body(sketch, grammar, signature);
            if (wide && choices.oneIn(2)) {
                body.declareVariables(choices.below(10));
                body.declareUnused(choices.below(choices.oneIn(8) ? MOST_UNUSED : 2 * NEAR_LOCALS));
            }
            body.declareVariables(choices.below(large ? MANY_VARIABLES : 10));
            if (choices.enter()) {
                body.burnCall();
                int size = choices.below(large ? 3000 : choices.oneIn(4) ? 300 : 100);
                body.statements(size / 2);
                body.operands(signature.results(), size / 2);
            } else {
                signature.results().forEach(body::zero);
            }
            choices.leave();
            module.functions.add(body.finish());
        }
        for (var operator : alone) {
            var body = new Body(sketch, grammar, Computations.signature(operator));
            Computations.alone(body, operator);
            module.functions.add(body.finish());
        }
        var calls = calls(count);
        getters();
        calls.addAll(getters);
        return new Program(seed, Modules.encode(module.build()), calls);
    }

    private void export(String name, ExternKind kind, int index) {
        sketch.module.exports.add(new Export(name, kind, index));
    }

    private List<Kind> kinds(int count) {
        return IntStream.range(0, count).mapToObj(i -> choices.pick(sketch.kinds())).toList();
    }

    private AddressType addressType() {
        return sketch.has(Feature.MEMORY64) && choices.oneIn(3) ? AddressType.I64 : AddressType.I32;
    }

    private static Slice offset(AddressType type, long value) {
        var code = new BinaryWriter().opcode(type == AddressType.I64 ? Opcode.I64_CONST : Opcode.I32_CONST).signed(value);
        return Slice.of(code.opcode(Opcode.END).toByteArray());
    }

    private void memories() {
        int count = sketch.has(Feature.MULTI_MEMORY) ? 1 + choices.below(2) : 1;
        for (int i = 0; i < count; i++) {
            var type = addressType();
            sketch.memories.add(type);
            sketch.module.memories.add(new MemoryType(type, Limits.of(1, MEMORY_PAGES), false, MemoryType.DEFAULT_PAGE_SIZE_LOG2));
            export("mem" + i, ExternKind.MEMORY, i);
        }
        for (int i = 0; i <= Sketch.DATA_SEGMENTS; i++) {
            boolean active = i == Sketch.DATA_SEGMENTS;
            var bytes = new BinaryWriter();
            for (int n = 0; n < (active ? 4 * Sketch.DATA_BYTES : Sketch.DATA_BYTES) / 8; n++) {
                bytes.fixed64(Constants.half(choices));
            }
            var mode = active
                    ? new SegmentMode.Active(0, offset(sketch.memories.getFirst(), choices.below(256)))
                    : new SegmentMode.Passive();
            sketch.module.dataSegments.add(new DataSegment(Slice.of(bytes.toByteArray()), mode));
        }
        sketch.module.hasDataCount = true;
    }

    private void globals() {
        sketch.module.globals.add(new Global(new GlobalType(Kind.I32.type, true), offset(AddressType.I32, 0)));
        export("fuel", ExternKind.GLOBAL, Sketch.FUEL);
        sketch.globals.addAll(List.of(Kind.I32, Kind.I64, Kind.F64));
        sketch.globals.addAll(kinds(choices.below(6)));
        for (int i = 0; i < sketch.globals.size(); i++) {
            var kind = sketch.globals.get(i);
            var init = new Body(sketch, null, new Sketch.Signature(List.of(), List.of()));
            Values.constant(init, kind, 1);
            sketch.module.globals.add(new Global(new GlobalType(kind.type, true), init.finish().body()));
            if (kind == Kind.I32 || kind == Kind.I64) {
                export("g" + (i + 1), ExternKind.GLOBAL, i + 1);
            }
        }
    }

    /** The first elements of the table are the functions, in order; the last are null. */
    private void table(int functions) {
        sketch.table = addressType();
        var type = new TableType(sketch.table, RefType.FUNCREF, Limits.of(Sketch.TABLE_ELEMENTS, Sketch.TABLE_ELEMENTS + 8));
        sketch.module.tables.add(new Table(type, Optional.empty()));
        export("table", ExternKind.TABLE, 0);
        var type0 = new RefType(false, dev.troupe.engine.module.AbstractHeapType.FUNC);
        var all = IntStream.range(0, Sketch.TABLE_ELEMENTS - 3).map(i -> i % functions).toArray();
        var some = IntStream.range(0, 4).map(i -> choices.below(functions)).toArray();
        sketch.module.elements.add(
                new ElementSegment(type0, new ElementInit.Functions(all), new SegmentMode.Active(0, offset(sketch.table, 0))));
        sketch.module.elements.add(new ElementSegment(type0, new ElementInit.Functions(some), new SegmentMode.Passive()));
    }

    /** Exports for all functions, and calls of them in turn. */
    private List<Program.Call> calls(int functions) {
        for (int i = 0; i < functions; i++) {
            Border.exportFunction(sketch, i);
        }
        var calls = new ArrayList<Program.Call>();
        for (int n = 0; n < repeats; n++) {
            for (int i = 0; i < functions; i++) {
                var arguments = new ArrayList<Object>();
                for (var kind : sketch.functions.get(i).params()) {
                    if (choices.oneIn(4) && repeat(kind, arguments)) {
                        continue;
                    }
                    switch (kind) {
                        case I32 -> arguments.add(Constants.i32(choices));
                        case I64 -> arguments.add(Constants.i64(choices));
                        case F32, F32_BITS -> arguments.add(Constants.f32(choices));
                        case F64, F64_BITS -> arguments.add(Constants.f64(choices));
                        case V128, V_F32X4, V_F64X2 -> arguments.addAll(List.of(Constants.half(choices), Constants.half(choices)));
                        default -> {}
                    }
                }
                calls.add(new Program.Call("run" + i, arguments));
            }
        }
        return calls;
    }

    /** Whether the last argument is one for this kind too, which it then is again: equal operands are special to some instructions. */
    private static boolean repeat(Kind kind, List<Object> arguments) {
        var last = arguments.isEmpty() ? null : arguments.getLast();
        boolean fits = switch (kind) {
            case I32, F32, F32_BITS -> last instanceof Integer;
            case I64, F64, F64_BITS, V128, V_F32X4, V_F64X2 -> last instanceof Long;
            default -> false;
        };
        if (fits) {
            boolean vector = kind.type == Kind.V128.type;
            arguments.add(last);
            if (vector) {
                arguments.add(last);
            }
        }
        return fits;
    }

    /** Exports that tell what is in the globals that hold neither i32 nor i64. */
    private void getters() {
        for (int i = 0; i < sketch.globals.size(); i++) {
            if (sketch.globals.get(i) != Kind.I32 && sketch.globals.get(i) != Kind.I64) {
                Border.exportGlobal(sketch, i + 1);
                getters.add(new Program.Call("get" + (i + 1), List.of()));
            }
        }
    }
}
