package dev.troupe.engine.compile;

import dev.troupe.engine.compile.stream.Stages;
import dev.troupe.engine.compile.stream.Word;
import dev.troupe.engine.compile.stream.WordOps;
import dev.troupe.engine.module.Opcode;
import dev.troupe.engine.runtime.stream.Bytes;
import dev.troupe.engine.runtime.stream.Floats;
import dev.troupe.engine.runtime.stream.Ints;
import dev.troupe.engine.runtime.stream.Shorts;
import dev.troupe.engine.runtime.stream.Words;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * The method of one stage of a {@link StreamMethod}: a loop over words of arrays, which HotSpot makes vector code of. That is certain
 * only if it compiles the loop alone, and so the method has more bytes than HotSpot inlines.
 */
final class StreamStage {
    /** HotSpot's FreqInlineSize. */
    private static final int MAX_INLINED = 325;

    /** By an instruction's shape, where its method is. */
    private static final Map<String, String> OWNERS = Map.of(
            "v128", Type.getInternalName(Words.class),
            "i8x16", Type.getInternalName(Bytes.class),
            "i16x8", Type.getInternalName(Shorts.class),
            "i32x4", Type.getInternalName(Ints.class),
            "f32x4", Type.getInternalName(Floats.class));

    private final Stages stages;
    private final Word word;
    /** The word if it is what the stage makes, and so in no array yet. */
    private final Word made;
    /** What combines the word with what is in the target; null if it replaces that. */
    private final Opcode sum;

    private final TreeSet<Integer> arrays = new TreeSet<>();
    private final TreeSet<Word> uniforms = new TreeSet<>(Comparator.comparing(Word::type).thenComparing(Word::index));
    private final Map<Word, Integer> uses = new HashMap<>();

    private final Slots slots = new Slots();
    private final Map<Word, Integer> variables = new HashMap<>();
    private final Map<Integer, Integer> arraySlots = new HashMap<>();
    private final Map<Word, Integer> uniformSlots = new HashMap<>();
    private Code code;
    private int place;

    StreamStage(Stages stages, Word word, Word made, Opcode sum) {
        this.stages = stages;
        this.word = word;
        this.made = made;
        this.sum = sum;
        countUses(word);
    }

    /** Whether an earlier stage has put it into an array; arrays are numbered as stages are. */
    private boolean isInArray(Word part) {
        var array = stages.array(part);
        return array != null && (made == null || array < stages.array(made));
    }

    private void countUses(Word part) {
        if (uses.merge(part, 1, Integer::sum) > 1) {
            return;
        }
        if (isInArray(part)) {
            arrays.add(stages.array(part));
        } else if (part.form() == Word.Form.UNIFORM) {
            uniforms.add(part);
        } else {
            part.operands().forEach(this::countUses);
        }
    }

    /** The arrays that it takes behind the target. */
    List<Integer> arrays() {
        return new ArrayList<>(arrays);
    }

    /** The uniform words that it takes then. */
    List<Word> uniforms() {
        return new ArrayList<>(uniforms);
    }

    /** At last it takes the number of words. */
    String descriptor() {
        var descriptor = new StringBuilder("(").append(word.type().array);
        arrays.forEach(array -> descriptor.append(stages.type(array).array));
        uniforms.forEach(uniform -> descriptor.append(uniform.type().descriptor()));
        return descriptor.append("I)V").toString();
    }

    void emit(Code instructions) {
        code = instructions;
        int target = slots.reserve(word.type().array);
        arrays.forEach(array -> arraySlots.put(array, slots.reserve(stages.type(array).array)));
        uniforms.forEach(uniform -> uniformSlots.put(uniform, slots.reserve(kind(uniform))));
        int count = slots.reserve(Kind.I32);
        place = slots.count();
        loop(slots, () -> code.load(Kind.I32, count), () -> {
            code.loadRef(target);
            code.load(Kind.I32, place);
            if (sum != null) {
                element(target, word.type());
            }
            push(word);
            if (sum != null) {
                operation(sum, 2, code);
            }
            code.op(word.type() == Word.Type.INT ? Opcodes.IASTORE : Opcodes.FASTORE);
        }, code);
    }

    private static Kind kind(Word word) {
        return word.type() == Word.Type.INT ? Kind.I32 : Kind.F32;
    }

    /** Combines the words of an array that lie so many from each other, up to an end. */
    static void fold(Opcode opcode, int to, int from, Code code) {
        var slots = new Slots();
        int array = slots.reserve("[I");
        int place = slots.count();
        loop(slots, () -> code.pushInt(to), () -> {
            code.loadRef(array);
            code.load(Kind.I32, place);
            code.loadRef(array);
            code.load(Kind.I32, place);
            code.op(Opcodes.IALOAD);
            for (int further = to; further < from; further += to) {
                code.loadRef(array);
                code.load(Kind.I32, place);
                code.pushInt(further);
                code.ops(Opcodes.IADD, Opcodes.IALOAD);
                operation(opcode, 2, code);
            }
            code.op(Opcodes.IASTORE);
        }, code);
    }

    /** For each place below a limit; the place is in the next slot. */
    private static void loop(Slots slots, Runnable limit, Runnable turn, Code code) {
        int place = slots.reserve(Kind.I32);
        var frame = slots.fixedTypes();
        var head = new Label();
        var end = new Label();
        var begin = new Label();
        code.pushInt(0);
        code.store(Kind.I32, place);
        code.jump(Opcodes.GOTO, begin);
        label(new Label(), frame, code);
        for (int i = 0; i < MAX_INLINED; i++) {
            code.op(Opcodes.NOP);
        }
        label(begin, frame, code);
        code.op(Opcodes.NOP);
        label(head, frame, code);
        code.load(Kind.I32, place);
        limit.run();
        code.jump(Opcodes.IF_ICMPGE, end);
        turn.run();
        code.mv.visitIincInsn(place, 1);
        code.jump(Opcodes.GOTO, head);
        label(end, frame, code);
        code.op(Opcodes.RETURN);
    }

    private static void label(Label label, Object[] frame, Code code) {
        code.label(label);
        code.frame(frame, new Object[0]);
    }

    private void element(int slot, Word.Type type) {
        code.loadRef(slot);
        code.load(Kind.I32, place);
        code.op(type == Word.Type.INT ? Opcodes.IALOAD : Opcodes.FALOAD);
    }

    /** Pushes a word. What occurs twice is in a variable. */
    private void push(Word part) {
        var variable = variables.get(part);
        if (variable != null) {
            code.load(kind(part), variable);
            return;
        }
        if (isInArray(part)) {
            element(arraySlots.get(stages.array(part)), part.type());
        } else if (part.form() == Word.Form.CONSTANT) {
            code.pushInt((int) part.number());
            if (part.type() == Word.Type.FLOAT) {
                code.invokeStatic("java/lang/Float", "intBitsToFloat", "(I)F");
            }
        } else if (part.form() == Word.Form.UNIFORM) {
            code.load(kind(part), uniformSlots.get(part));
        } else {
            part.operands().forEach(this::push);
            operation(part.opcode(), part.operands().size(), code);
        }
        if (uses.get(part) > 1 && part.form() != Word.Form.CONSTANT && part.form() != Word.Form.UNIFORM) {
            int slot = slots.scratch(kind(part));
            variables.put(part, slot);
            code.op(Opcodes.DUP);
            code.store(kind(part), slot);
        }
    }

    /** The internal name of the class with an instruction's method. */
    static String owner(Opcode opcode) {
        return OWNERS.get(opcode.text().substring(0, opcode.text().indexOf('.')));
    }

    /** Writes an instruction on words. */
    static void operation(Opcode opcode, int operands, Code code) {
        var from = WordOps.operand(opcode).descriptor();
        var to = WordOps.result(opcode).descriptor();
        code.invokeStatic(owner(opcode), WordOps.method(opcode), "(" + from.repeat(operands) + ")" + to);
    }
}
