package dev.troupe.engine.compile;

import dev.troupe.engine.compile.stream.Affine;
import dev.troupe.engine.compile.stream.Stages;
import dev.troupe.engine.compile.stream.StreamLoop;
import dev.troupe.engine.compile.stream.StreamLoop.Carried;
import dev.troupe.engine.compile.stream.StreamLoop.Counter;
import dev.troupe.engine.compile.stream.StreamLoop.Sum;
import dev.troupe.engine.compile.stream.Word;
import dev.troupe.engine.compile.stream.WordOps;
import dev.troupe.engine.module.Opcode;
import dev.troupe.engine.runtime.stream.Bytes;
import dev.troupe.engine.runtime.stream.Counts;
import dev.troupe.engine.runtime.stream.ScatteredWords;
import dev.troupe.engine.runtime.stream.Searches;
import dev.troupe.engine.runtime.stream.StreamBuffers;
import dev.troupe.engine.runtime.stream.Turns;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * The method that does turns of a {@link StreamLoop} at once: finds out how many, then goes through memory block by block, and through
 * each block once for every stage. It returns the number of turns, and leaves in the store's {@link StreamBuffers} what was collected.
 */
final class StreamMethod {
    static final String BUFFERS = Type.getInternalName(StreamBuffers.class);
    static final String SCATTERED = Type.getInternalName(ScatteredWords.class);
    static final String TURNS = Type.getInternalName(Turns.class);
    private static final String SEARCHES = Type.getInternalName(Searches.class);
    private static final String COUNTS = Type.getInternalName(Counts.class);
    private static final String BYTES = Type.getInternalName(Bytes.class);

    /** 8 MiB of each stream take HotSpot's vector code a few milliseconds, and an interruption has to wait for them. */
    private static final int MAX_WORDS = 1 << 21;

    /** With fewer words, more is lost by beginning and ending than gained. */
    private static final int MIN_WORDS = 256;
    /** Loops over fewer are hardly vector code. */
    private static final int MIN_PARTS = 64;

    /** Counting equal bytes takes less than to copy them. */
    private static final int MIN_COUNTED = 128;

    /** The words of a sum are folded to so many first, eight to one, and then to so many. */
    private static final int FOLDED = StreamBuffers.WORDS / 8;

    private static final int MIN_PERIOD = 16;

    private final StreamLoop loop;
    private final FunctionMethods methods;
    private final Code code;
    private final Slots slots = new Slots();
    private final Map<Integer, Integer> numbers = new TreeMap<>();
    private final Map<Integer, Integer> vectors = new TreeMap<>();
    private final Stages stages;
    private final List<Integer> stored = new ArrayList<>();
    private final int memory;
    private final int length;
    private final int instance;
    private int[] arrays;
    private int[] addresses;
    private int[] uniforms;
    private int turns;
    private int words;
    private int done;
    private int count;
    private Object[] frame;

    /** The locals whose values the method takes: numbers, then vectors. */
    static List<Integer> numbers(StreamLoop loop) {
        var locals = new TreeSet<Integer>();
        for (var counted : loop.tests()) {
            locals.addAll(counted.test().first().factors().keySet());
            locals.addAll(counted.test().second().factors().keySet());
        }
        loop.addresses().forEach(address -> locals.addAll(address.base().factors().keySet()));
        rings(loop).forEach(counter -> locals.add(counter.local()));
        loop.uniforms().stream().filter(uniform -> uniform.local() < 0)
                .forEach(uniform -> locals.addAll(uniform.number().factors().keySet()));
        return List.copyOf(locals);
    }

    /** The locals that limit how many turns are done before they begin anew. */
    static List<Counter> rings(StreamLoop loop) {
        return loop.counters().stream().filter(Counter::isRing).toList();
    }

    static List<Integer> vectors(StreamLoop loop) {
        var locals = new TreeSet<Integer>();
        loop.uniforms().stream().map(StreamLoop.Uniform::local).filter(local -> local >= 0).forEach(locals::add);
        loop.carried().forEach(carried -> locals.add(carried.local()));
        return List.copyOf(locals);
    }

    static String descriptor(StreamLoop loop) {
        return "([BI" + "I".repeat(numbers(loop).size()) + "JJ".repeat(vectors(loop).size()) + Names.descriptor(Names.INSTANCE) + ")I";
    }

    /** The turns that it does at most; where it has done so many, there may be more. */
    static int maxTurns(StreamLoop loop) {
        return MAX_WORDS / loop.words();
    }

    StreamMethod(StreamLoop loop, FunctionMethods methods, Code code) {
        this.loop = loop;
        this.methods = methods;
        this.code = code;
        memory = slots.reserve("[B");
        length = slots.reserve(Kind.I32);
        numbers(loop).forEach(local -> numbers.put(local, slots.reserve(Kind.I32)));
        vectors(loop).forEach(local -> vectors.put(local, slots.reserve(Kind.V128)));
        instance = slots.reserve(Names.INSTANCE);
        stages = stages(loop);
        loop.outputs().forEach(output -> stored.add(stages.array(output.word())));
    }

    /** What goes through each block, before it is collected and stored. */
    static Stages stages(StreamLoop loop) {
        var stages = new Stages(loop.sums().size());
        if (InPlace.counts(loop)) {
            return stages;
        }
        for (var sum : loop.sums()) {
            if (!InPlace.looks(loop, sum)) {
                stages.cut(sum.word(), WordOps.weight(sum.opcode()));
            }
        }
        loop.outputs().forEach(output -> stages.put(output.word()));
        return stages;
    }

    void emit() {
        reserve();
        if (loop.searches()) {
            pushBuffers();
            code.pushInt(loop.offset());
            code.invokeVirtual(BUFFERS, "waits", "(I)Z");
            var now = new Label();
            code.jump(Opcodes.IFEQ, now);
            none(now);
        }
        countTurns();
        prepare();
        if (loop.searches()) {
            search();
            return;
        } else if (InPlace.counts(loop)) {
            count();
        } else {
            blocks(null);
            for (int i = 0; i < loop.sums().size(); i++) {
                fold(i);
            }
            results();
        }
        code.load(Kind.I64, turns);
        code.ops(Opcodes.L2I, Opcodes.IRETURN);
    }

    /** All variables have a value from the beginning, so that one frame fits everywhere. */
    private void reserve() {
        int first = slots.count();
        turns = slots.reserve(Kind.I64);
        words = slots.reserve(Kind.I32);
        done = slots.reserve(Kind.I32);
        count = slots.reserve(Kind.I32);
        addresses = loop.addresses().stream().mapToInt(address -> slots.reserve(Kind.I32)).toArray();
        uniforms = loop.uniforms().stream().mapToInt(uniform -> slots.reserve(Kind.I32)).toArray();
        int numbersEnd = slots.count();
        arrays = new int[stages.arrays()];
        for (int i = 0; i < arrays.length; i++) {
            arrays[i] = slots.reserve(stages.type(i).array);
        }
        code.pushLong(0);
        code.store(Kind.I64, turns);
        for (int slot = first + 2; slot < numbersEnd; slot++) {
            code.pushInt(0);
            code.store(Kind.I32, slot);
        }
        for (int slot : arrays) {
            code.op(Opcodes.ACONST_NULL);
            code.storeRef(slot);
        }
        frame = slots.fixedTypes();
    }

    private void label(Label label) {
        code.label(label);
        code.frame(frame, new Object[0]);
    }

    private void push(Affine number) {
        code.pushInt(number.constant());
        number.factors().forEach((local, factor) -> {
            code.load(Kind.I32, numbers.get(local));
            if (factor != 1) {
                code.pushInt(factor);
                code.op(Opcodes.IMUL);
            }
            code.op(Opcodes.IADD);
        });
    }

    // How many turns

    private void countTurns() {
        code.pushLong(maxTurns(loop));
        for (var counted : loop.tests()) {
            var test = counted.test();
            push(test.first());
            push(test.second());
            code.pushInt(counted.firstStep() - counted.secondStep());
            var method = switch (test.relation()) {
                case NOT_EQUAL -> "notEqual";
                case LESS -> test.signed() ? "less" : "lessUnsigned";
                case NOT_GREATER -> test.signed() ? "notGreater" : "notGreaterUnsigned";
            };
            code.invokeStatic(TURNS, method, "(III)J");
            if (!test.atEnd()) {
                // The last turn is left to the loop itself, which may be left before its end.
                code.ops(Opcodes.LCONST_1, Opcodes.LSUB);
            }
            code.invokeStatic("java/lang/Math", "min", "(JJ)J");
        }
        for (int i = 0; i < addresses.length; i++) {
            push(loop.addresses().get(i).base());
            code.op(Opcodes.DUP);
            code.store(Kind.I32, addresses[i]);
            code.pushLong(loop.addresses().get(i).end());
            code.pushInt(loop.addresses().get(i).step());
            code.load(Kind.I32, length);
            code.invokeStatic(TURNS, "inside", "(JIJII)J");
        }
        for (var order : loop.orders()) {
            code.load(Kind.I32, addresses[order.store()]);
            code.load(Kind.I32, addresses[order.other()]);
            code.pushLong(order.below());
            code.pushLong(order.above());
            code.pushInt(loop.addresses().get(order.store()).step());
            if (order.apart()) {
                code.pushInt(loop.addresses().get(order.other()).step());
            }
            code.invokeStatic(TURNS, order.apart() ? "apart" : "ordered", order.apart() ? "(JIIJJII)J" : "(JIIJJI)J");
        }
        for (var counter : rings(loop)) {
            code.load(Kind.I32, numbers.get(counter.local()));
            code.pushInt(counter.mask());
            code.pushInt(counter.fixed());
            code.pushInt(counter.step());
            code.invokeStatic(TURNS, "beforeEnd", "(JIIII)J");
        }
        code.store(Kind.I64, turns);
        var enough = new Label();
        code.load(Kind.I64, turns);
        int least = InPlace.counts(loop) ? MIN_COUNTED : MIN_WORDS;
        code.pushLong(Math.max((least + loop.words() - 1) / loop.words(), MIN_PARTS / loop.parts()));
        code.op(Opcodes.LCMP);
        code.jump(Opcodes.IFGE, enough);
        none(enough);
        var equal = loop.uniforms().stream().filter(uniform -> uniform.local() >= 0 && uniform.number() == null);
        for (int local : equal.map(StreamLoop.Uniform::local).toList()) {
            var uniform = new Label();
            code.loadHalf(vectors.get(local), 0);
            code.loadHalf(vectors.get(local), 1);
            code.invokeStatic(TURNS, "uniform", "(JJ)Z");
            code.jump(Opcodes.IFNE, uniform);
            none(uniform);
        }
    }

    /** Gives up unless there was a jump to the label, which is placed. */
    private void none(Label otherwise) {
        code.ops(Opcodes.ICONST_0, Opcodes.IRETURN);
        label(otherwise);
    }

    private void prepare() {
        code.load(Kind.I64, turns);
        code.op(Opcodes.L2I);
        code.pushInt(loop.parts());
        code.op(Opcodes.IMUL);
        code.store(Kind.I32, words);
        for (int i = 0; i < uniforms.length; i++) {
            var uniform = loop.uniforms().get(i);
            if (uniform.local() >= 0 && uniform.splat() != null) {
                code.loadHalf(vectors.get(uniform.local()), 0);
                code.loadHalf(vectors.get(uniform.local()), 1);
                code.pushInt(uniform.number().constant());
                code.invokeStatic(BYTES, "coefficient", "(JJI)I");
            } else if (uniform.local() >= 0) {
                int number = uniform.number() == null ? 0 : uniform.number().constant();
                code.loadHalf(vectors.get(uniform.local()), number / 2);
                code.pushInt(number % 2 * Integer.SIZE);
                code.ops(Opcodes.LUSHR, Opcodes.L2I);
            } else {
                push(uniform.number());
                if (uniform.splat() != null) {
                    code.invokeStatic(StreamStage.owner(uniform.splat()), WordOps.method(uniform.splat()), "(I)I");
                }
            }
            code.store(Kind.I32, uniforms[i]);
        }
        for (int i = 0; i < arrays.length; i++) {
            var type = stages.type(i);
            pushBuffers();
            code.pushInt(i);
            code.invokeVirtual(BUFFERS, type == Word.Type.INT ? "words" : "floats", "(I)" + type.array);
            code.storeRef(arrays[i]);
        }
        for (int i = 0; i < loop.sums().size(); i++) {
            if (InPlace.counts(loop) || InPlace.looks(loop, loop.sums().get(i))) {
                continue;
            }
            code.loadRef(arrays[i]);
            code.pushInt(0);
            code.load(Kind.I32, words);
            code.invokeStatic(TURNS, "filled", "(I)I");
            code.pushInt(identity(loop.sums().get(i)));
            code.invokeStatic("java/util/Arrays", "fill", "([IIII)V");
        }
    }

    private void pushBuffers() {
        code.loadRef(instance);
        code.getField(Names.INSTANCE, "store", Names.descriptor(Names.STORE));
        code.invokeVirtual(Names.STORE, "buffers", "()" + Names.descriptor(BUFFERS));
    }

    private int accumulator(Sum sum) {
        return sum.targets().getFirst() / LaneCalls.LANES;
    }

    private int identity(Sum sum) {
        return WordOps.identity(combination(sum)).getAsInt();
    }

    /** What combines what has been collected; what is subtracted has been collected as negative numbers. */
    private Opcode combination(Sum sum) {
        return loop.searches() ? Opcode.V128_OR : loop.accumulators().get(accumulator(sum)).opcode();
    }

    // Block by block

    /**
     * Returns the turns that do not find what is looked for, but for the last one of them: the loop does that, so that all that a turn
     * leaves in locals is there when the next one ends early.
     */
    private void search() {
        var found = new Label();
        blocks(found);
        label(found);
        pushBuffers();
        code.pushInt(loop.offset());
        code.load(Kind.I32, done);
        code.invokeVirtual(BUFFERS, "searched", "(II)V");
        code.load(Kind.I32, done);
        code.pushInt(loop.parts());
        code.ops(Opcodes.IDIV, Opcodes.ICONST_1, Opcodes.ISUB, Opcodes.ICONST_0);
        code.invokeStatic("java/lang/Math", "max", "(II)I");
        code.op(Opcodes.IRETURN);
    }

    /** @param found where to go when a sum is no longer zero, or null */
    private void blocks(Label found) {
        var next = new Label();
        label(next);
        code.load(Kind.I32, words);
        code.load(Kind.I32, done);
        if (found == null) {
            code.op(Opcodes.ISUB);
            code.pushInt(StreamBuffers.WORDS);
            code.invokeStatic("java/lang/Math", "min", "(II)I");
        } else {
            code.invokeStatic(TURNS, "block", "(II)I");
        }
        code.store(Kind.I32, count);
        for (var stage : stages.stages()) {
            if (stage.word().form() == Word.Form.LOAD) {
                copy("load", stage.word().index(), stage.word().number(), stage.array());
            } else if (stage.word().form() == Word.Form.BEFORE) {
                before(loop.carried().get(stage.word().index()), stage);
            } else if (stage.word().form() == Word.Form.BITS) {
                bits(stages.array(stage.word().operands().getFirst()), stage.array());
            } else {
                run(new StreamStage(stages, stage.word(), stage.word(), null), stage.array());
            }
        }
        for (int i = 0; i < loop.sums().size(); i++) {
            var sum = loop.sums().get(i);
            if (InPlace.looks(loop, sum)) {
                lookInPlace(sum.word());
                code.jump(Opcodes.IFNE, found);
                continue;
            }
            run(new StreamStage(stages, sum.word(), null, sum.opcode()), i);
            if (found != null) {
                code.loadRef(arrays[i]);
                pushCount();
                code.invokeStatic(TURNS, "any", "([II)Z");
                code.jump(Opcodes.IFNE, found);
            }
        }
        for (int i = 0; i < stored.size(); i++) {
            var output = loop.outputs().get(i);
            copy("store", output.address(), output.place(), stored.get(i));
        }
        for (int i = 0; i < addresses.length; i++) {
            code.load(Kind.I32, addresses[i]);
            code.load(Kind.I32, count);
            code.pushInt(loop.partStep(i));
            code.ops(Opcodes.IMUL, Opcodes.IADD);
            code.store(Kind.I32, addresses[i]);
        }
        code.load(Kind.I32, done);
        code.load(Kind.I32, count);
        code.op(Opcodes.IADD);
        code.op(Opcodes.DUP);
        code.store(Kind.I32, done);
        code.load(Kind.I32, words);
        code.jump(Opcodes.IF_ICMPLT, next);
    }

    private void lookInPlace(Word word) {
        code.loadRef(memory);
        pushAddress(word.operands().getFirst());
        var second = word.operands().getLast();
        if (second.form() == Word.Form.LOAD) {
            pushAddress(second);
        } else if (second.form() == Word.Form.UNIFORM) {
            code.load(Kind.I32, uniforms[second.index()]);
        } else {
            code.pushInt((int) second.number());
        }
        pushCount();
        code.invokeStatic(SEARCHES, word.opcode() == Opcode.I8X16_EQ ? "equalBytes" : "differ", "([BIII)Z");
    }

    private void pushAddress(Word word) {
        code.load(Kind.I32, addresses[word.index()]);
        code.pushInt((int) word.number());
        code.op(Opcodes.IADD);
    }

    private void copy(String method, int address, long further, int array) {
        code.loadRef(memory);
        code.load(Kind.I32, addresses[address]);
        code.pushInt((int) further);
        code.op(Opcodes.IADD);
        code.loadRef(arrays[array]);
        pushCount();
        if (loop.partStep(address) == Integer.BYTES) {
            code.invokeStatic(BUFFERS, method, "([BI" + stages.type(array).array + "I)V");
        } else {
            code.pushInt(loop.partStep(address));
            code.invokeStatic(SCATTERED, method, "([BI" + stages.type(array).array + "II)V");
        }
    }

    private void before(Carried carried, Stages.Stage stage) {
        code.loadRef(memory);
        code.load(Kind.I32, addresses[carried.address()]);
        code.pushInt((int) carried.place());
        code.op(Opcodes.IADD);
        code.pushInt((int) (stage.word().number() - carried.place()));
        code.loadHalf(vectors.get(carried.local()), 0);
        code.loadHalf(vectors.get(carried.local()), 1);
        code.load(Kind.I32, done);
        code.loadRef(arrays[stage.array()]);
        pushCount();
        code.invokeStatic(BUFFERS, "loadBehind", "([BIIJJI[II)V");
    }

    private void bits(int from, int to) {
        code.loadRef(arrays[from]);
        code.loadRef(arrays[to]);
        pushCount();
        code.invokeStatic(BUFFERS, "bits", "(" + stages.type(from).array + stages.type(to).array + "I)V");
    }

    /** Calls a method for a stage. */
    private void run(StreamStage stage, int array) {
        var place = methods.write(stage.descriptor(), stage::emit);
        code.loadRef(arrays[array]);
        stage.arrays().forEach(operand -> code.loadRef(arrays[operand]));
        stage.uniforms().forEach(uniform -> {
            code.load(Kind.I32, uniforms[uniform.index()]);
            if (uniform.type() == Word.Type.FLOAT) {
                code.invokeStatic("java/lang/Float", "intBitsToFloat", "(I)F");
            }
        });
        pushCount();
        code.invokeStatic(place.owner(), place.name(), stage.descriptor());
    }

    private void pushCount() {
        code.load(Kind.I32, count);
    }

    // What was collected

    /** Counts equal bytes where they are. */
    private void count() {
        for (int half = 0; half < 2 * loop.accumulators().size(); half++) {
            pushBuffers();
            code.getField(BUFFERS, "results", "[J");
            code.pushInt(half);
            code.ops(Opcodes.LCONST_0, Opcodes.LASTORE);
        }
        for (var sum : loop.sums()) {
            var equal = InPlace.counted(loop, sum);
            var bytes = equal.operands().getFirst();
            var other = equal.operands().getLast();
            code.loadRef(memory);
            code.load(Kind.I32, addresses[bytes.index()]);
            code.pushInt((int) bytes.number());
            code.op(Opcodes.IADD);
            if (other.form() == Word.Form.UNIFORM) {
                code.load(Kind.I32, uniforms[other.index()]);
            } else {
                code.pushInt((int) other.number());
            }
            code.load(Kind.I32, words);
            code.loadRef(arrays[0]);
            pushBuffers();
            code.getField(BUFFERS, "results", "[J");
            code.pushInt(accumulator(sum));
            code.invokeStatic(COUNTS, "equalBytes", "([BIII[I[JI)V");
        }
    }

    /** Combines all words of a sum in the first ones. */
    private void fold(int sum) {
        var small = new Label();
        code.load(Kind.I32, words);
        code.pushInt(FOLDED);
        code.jump(Opcodes.IF_ICMPLE, small);
        fold(sum, FOLDED, StreamBuffers.WORDS);
        label(small);
        fold(sum, period(), FOLDED);
    }

    private void fold(int sum, int to, int from) {
        var opcode = combination(loop.sums().get(sum));
        var place = methods.write("([I)V", instructions -> StreamStage.fold(opcode, to, from, instructions));
        code.loadRef(arrays[sum]);
        code.invokeStatic(place.owner(), place.name(), "([I)V");
    }

    /** The words that are left of a sum: those of one turn, or of some. */
    private int period() {
        return Math.max(MIN_PERIOD, loop.parts());
    }

    private void results() {
        for (int half = 0; half < 2 * loop.accumulators().size(); half++) {
            pushBuffers();
            code.getField(BUFFERS, "results", "[J");
            code.pushInt(half);
            result(half * 2);
            result(half * 2 + 1);
            code.invokeStatic(TURNS, "pair", "(II)J");
            code.op(Opcodes.LASTORE);
        }
        for (int i = 0; i < loop.carried().size(); i++) {
            var carried = loop.carried().get(i);
            pushBuffers();
            code.loadRef(memory);
            code.load(Kind.I32, addresses[carried.address()]);
            code.pushInt((int) carried.place());
            code.op(Opcodes.IADD);
            code.pushInt(loop.accumulators().size() + i);
            code.invokeVirtual(BUFFERS, "keep", "([BII)V");
        }
    }

    /** Pushes what was collected for a lane. */
    private void result(int target) {
        var opcode = loop.accumulators().get(target / LaneCalls.LANES).opcode();
        code.pushInt(WordOps.identity(opcode).getAsInt());
        for (int i = 0; i < loop.sums().size(); i++) {
            var targets = loop.sums().get(i).targets();
            for (int position = 0; position < period(); position++) {
                if (targets.get(position % loop.parts()) == target) {
                    code.loadRef(arrays[i]);
                    code.pushInt(position);
                    code.op(Opcodes.IALOAD);
                    StreamStage.operation(opcode, 2, code);
                }
            }
        }
    }
}
