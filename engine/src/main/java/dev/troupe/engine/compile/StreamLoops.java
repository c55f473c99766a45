package dev.troupe.engine.compile;

import dev.troupe.engine.compile.stream.Costs;
import dev.troupe.engine.compile.stream.LoopReader;
import dev.troupe.engine.compile.stream.StreamLoop;
import dev.troupe.engine.validate.Contents;
import dev.troupe.engine.validate.FunctionValidator;
import java.util.HashMap;
import java.util.Map;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;

/**
 * The calling side of a {@link StreamMethod}: before a loop begins, lets it do what turns it can, and gives the locals the values that they
 * have then. The loop itself does the rest, at least one turn, with whatever it finds: another number of turns, a trap.
 */
final class StreamLoops {
    /** So many vectors are collected at once. */
    private static final int MAX_RESULTS = 8;
    /** What a method takes, the memory and the instance included. */
    private static final int MAX_PARAMETERS = 40;

    /** Each is a call in one method, and an array of 4 KiB, of which many would not fit the processor's first cache. */
    private static final int MAX_STAGES = 40;

    private final Map<Integer, StreamLoop> loops = new HashMap<>();

    private StreamLoops() {}

    /** Those of a body; null if there are none. Fuel would be charged for turns that nobody does one by one. */
    static StreamLoops of(Layout layout, FunctionValidator validator, int index, Contents contents) {
        if (layout.options().fuel()
                || layout.context().memoryCount() == 0
                || !layout.access(0).isArray()
                || layout.access(0).wide()
                || !contents.has(Contents.Kind.VECTOR)
                || !contents.has(Contents.Kind.LOOP)) {
            return null;
        }
        var reader = new LoopReader();
        validator.validate(index, reader);
        var result = new StreamLoops();
        for (var loop : reader.found()) {
            int parameters = 3 + StreamMethod.numbers(loop).size() + 2 * StreamMethod.vectors(loop).size();
            if (Costs.pay(loop)
                    && parameters <= MAX_PARAMETERS
                    && loop.accumulators().size() + loop.carried().size() <= MAX_RESULTS
                    && loop.sums().size() <= MAX_STAGES
                    && StreamMethod.stages(loop).stages().size() <= MAX_STAGES) {
                result.loops.put(loop.offset(), loop);
            }
        }
        return result.loops.isEmpty() ? null : result;
    }

    /**
     * Writes what comes before the loop at an offset, if it is one of these; the operand stack is empty but for what rests.
     *
     * @param poll asks whether to stop
     */
    void before(int offset, Body body, Variables variables, Runnable poll) {
        var loop = loops.get(offset);
        if (loop == null) {
            return;
        }
        var code = body.code;
        var method = body.methods.write(StreamMethod.descriptor(loop),
                instructions -> new StreamMethod(loop, body.methods, instructions).emit());
        var again = new Label();
        body.cacheMemory();
        body.innerLabel(again);
        body.pushMemoryArray(0);
        body.pushMemoryLength(0);
        for (int local : StreamMethod.numbers(loop)) {
            code.load(body.localKinds[local], body.localSlots[local]);
            if (body.localKinds[local] == Kind.F32) {
                code.invokeStatic("java/lang/Float", "floatToRawIntBits", "(F)I");
            }
        }
        for (int local : StreamMethod.vectors(loop)) {
            VectorParts.loadHalf(body.localKinds[local], body.localSlots[local], 0, code);
            VectorParts.loadHalf(body.localKinds[local], body.localSlots[local], 1, code);
        }
        body.pushInstance();
        code.invokeStatic(method.owner(), method.name(), StreamMethod.descriptor(loop));
        int turns = body.slots.scratch(Kind.I32);
        code.store(Kind.I32, turns);
        var none = new Label();
        code.load(Kind.I32, turns);
        code.jump(Opcodes.IFEQ, none);
        for (var counter : loop.counters()) {
            code.load(Kind.I32, body.localSlots[counter.local()]);
            code.load(Kind.I32, turns);
            code.pushInt(counter.step());
            code.ops(Opcodes.IMUL, Opcodes.IADD);
            if (counter.isRing()) {
                code.pushInt(counter.mask());
                code.op(Opcodes.IAND);
                code.pushInt(counter.fixed());
                code.op(Opcodes.IOR);
            }
            code.store(Kind.I32, body.localSlots[counter.local()]);
        }
        for (int i = 0; i < loop.accumulators().size(); i++) {
            var accumulator = loop.accumulators().get(i);
            for (int half = 0; half < 2; half++) {
                VectorParts.loadHalf(body.localKinds[accumulator.local()], body.localSlots[accumulator.local()], half, code);
                pushResult(i, half, body);
                VectorForm.of(accumulator.opcode()).emit(code, "JJ", Kind.I64);
            }
            body.stack.pushResult(Kind.V128);
            variables.localSet(accumulator.local());
        }
        for (int i = 0; i < loop.carried().size(); i++) {
            pushResult(loop.accumulators().size() + i, 0, body);
            pushResult(loop.accumulators().size() + i, 1, body);
            body.stack.pushResult(Kind.V128);
            variables.localSet(loop.carried().get(i).local());
        }
        if (StreamMethod.rings(loop).isEmpty()) {
            code.load(Kind.I32, turns);
            code.pushInt(StreamMethod.maxTurns(loop) - (loop.searches() ? 1 : 0));
            code.jump(Opcodes.IF_ICMPNE, none);
        }
        poll.run();
        code.jump(Opcodes.GOTO, again);
        body.innerLabel(none);
    }

    private static void pushResult(int number, int half, Body body) {
        body.pushStore();
        body.code.invokeVirtual(Names.STORE, "buffers", "()" + Names.descriptor(StreamMethod.BUFFERS));
        body.code.getField(StreamMethod.BUFFERS, "results", "[J");
        body.code.pushInt(number * 2 + half);
        body.code.op(Opcodes.LALOAD);
    }
}
