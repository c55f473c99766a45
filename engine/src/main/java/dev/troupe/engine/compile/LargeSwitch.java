package dev.troupe.engine.compile;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;

/**
 * A switch of very many entries. A JVM {@code tableswitch} takes four bytes an entry, which alone can make a method too large; a string
 * constant takes one to three, outside of the method, and maps the index to the number of its target. Targets that are ways out of a
 * region's method take no instruction each: the way's number is calculated.
 */
final class LargeSwitch {
    private static final int MIN_ENTRIES = 200;
    /** From so many entries on a string is used even if hardly any two have the same target. */
    private static final int MANY_ENTRIES = 1000;
    /** From so many ways out on they are calculated. */
    private static final int MIN_WAYS = 4;

    /** Entries in a string: a constant has at most 65535 bytes, a character up to three. A power of two. */
    private static final int CHUNK = 1 << 14;
    private static final int CHUNK_BITS = 14;

    private final Body body;
    private final Code code;
    /** What the entries jump to. */
    private final Label[] jumps;
    /** Ways out of the method by the labels that stand for them, which are in no code. */
    private final Map<Label, Integer> ways;

    private LargeSwitch(Body body, Label[] jumps, Map<Label, Integer> ways) {
        this.body = body;
        this.code = body.code;
        this.jumps = jumps;
        this.ways = ways;
    }

    /** Whether so many ways out of a method are better calculated. */
    static boolean worthCalculating(long ways) {
        return ways >= MIN_WAYS;
    }

    /**
     * Writes the jump on the index at the top of the JVM's stack, below which there is nothing.
     *
     * @param scratch the variable of an i32 at the height that the operand stack has
     * @param ways numbers of ways out, by those of the labels that stand for one
     * @param leave writes the code that leaves by the way whose number is on the JVM's stack
     */
    static void emit(Body body, int scratch, Label[] jumps, Label defaultJump, Map<Label, Integer> ways, Runnable leave) {
        new LargeSwitch(body, jumps, ways).emit(scratch, defaultJump, leave);
    }

    private void emit(int scratch, Label defaultJump, Runnable leave) {
        var targets = targets();
        boolean few = jumps.length < MIN_ENTRIES || targets.size() > jumps.length / 4 && jumps.length < MANY_ENTRIES;
        if (ways.isEmpty() && (few || targets.size() == jumps.length)) {
            code.tableSwitch(defaultJump, jumps);
            return;
        }
        var outside = ways.containsKey(defaultJump) ? new Label() : defaultJump;
        code.store(Kind.I32, scratch);
        // For the frames of labels in here.
        body.stack.pushTemporary(Kind.I32, scratch);
        emitLarge(scratch, targets, outside, leave);
        if (outside != defaultJump) {
            body.innerLabel(outside);
            code.pushInt(ways.get(defaultJump));
            leave.run();
        }
        body.stack.drop(1);
    }

    private void emitLarge(int scratch, Map<Label, Integer> targets, Label outside, Runnable leave) {
        code.load(Kind.I32, scratch);
        code.pushInt(jumps.length);
        code.invokeStatic("java/lang/Integer", "compareUnsigned", "(II)I");
        code.jump(Opcodes.IFGE, outside);
        pushNumbers(scratch, targets);
        code.invokeVirtual("java/lang/String", "charAt", "(I)C");
        code.ops(Opcodes.ICONST_1, Opcodes.ISUB);
        if (ways.isEmpty()) {
            code.tableSwitch(outside, targets.keySet().toArray(Label[]::new));
            return;
        }
        if (!targets.isEmpty()) {
            var out = new Label();
            code.store(Kind.I32, scratch);
            code.load(Kind.I32, scratch);
            code.tableSwitch(out, targets.keySet().toArray(Label[]::new));
            body.innerLabel(out);
            code.load(Kind.I32, scratch);
            code.pushInt(targets.size());
            code.op(Opcodes.ISUB);
        }
        leave.run();
    }

    /** The labels that are in code, numbered. */
    private Map<Label, Integer> targets() {
        var targets = new LinkedHashMap<Label, Integer>();
        for (var jump : jumps) {
            if (!ways.containsKey(jump)) {
                targets.putIfAbsent(jump, targets.size());
            }
        }
        return targets;
    }

    /** Pushes the string that has an entry's number, and the index of its character there. */
    private void pushNumbers(int index, Map<Label, Integer> targets) {
        int chunks = (jumps.length + CHUNK - 1) >>> CHUNK_BITS;
        if (chunks == 1) {
            code.ldc(numbers(0, targets));
            code.load(Kind.I32, index);
            return;
        }
        var labels = new Label[chunks];
        Arrays.setAll(labels, i -> new Label());
        var found = new Label();
        code.load(Kind.I32, index);
        code.pushInt(CHUNK_BITS);
        code.op(Opcodes.IUSHR);
        code.tableSwitch(labels[0], labels);
        for (int i = 0; i < chunks; i++) {
            body.innerLabel(labels[i]);
            code.ldc(numbers(i, targets));
            code.jump(Opcodes.GOTO, found);
        }
        body.label(found, "java/lang/String");
        code.load(Kind.I32, index);
        code.pushInt(CHUNK - 1);
        code.op(Opcodes.IAND);
    }

    private String numbers(int chunk, Map<Label, Integer> targets) {
        var text = new StringBuilder(CHUNK);
        for (int i = chunk << CHUNK_BITS; i < Math.min(jumps.length, chunk + 1 << CHUNK_BITS); i++) {
            var target = targets.get(jumps[i]);
            // Not from zero, which takes two bytes.
            text.append((char) (1 + (target == null ? targets.size() + ways.get(jumps[i]) : target)));
        }
        return text.toString();
    }
}
