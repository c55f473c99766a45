package dev.troupe.engine.compile;

import java.util.LinkedHashMap;
import java.util.Map;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;

/**
 * A {@code br_table} of very many entries with few targets. A JVM {@code tableswitch} takes four bytes an entry, which alone can make a
 * method too large; a string constant takes one to three, outside of the method, and maps the index to the number of its target.
 */
final class LargeSwitch {
    private static final int MIN_ENTRIES = 200;
    /** A string constant has at most 65535 bytes, a character up to three. */
    private static final int MAX_ENTRIES = 65535 / 3;

    private LargeSwitch() {}

    /** Writes the jump on the index at the top of the JVM's stack, below which there is nothing. */
    static void emit(Code code, int scratch, Label[] jumps, Label defaultJump) {
        var targets = targets(jumps);
        if (jumps.length < MIN_ENTRIES || jumps.length > MAX_ENTRIES || targets.size() > jumps.length / 4) {
            code.tableSwitch(defaultJump, jumps);
            return;
        }
        code.store(Kind.I32, scratch);
        code.load(Kind.I32, scratch);
        code.pushInt(jumps.length);
        code.invokeStatic("java/lang/Integer", "compareUnsigned", "(II)I");
        code.jump(Opcodes.IFGE, defaultJump);
        var map = new StringBuilder(jumps.length);
        for (var jump : jumps) {
            // Not from zero, which takes two bytes.
            map.append((char) (targets.get(jump) + 1));
        }
        code.ldc(map.toString());
        code.load(Kind.I32, scratch);
        code.invokeVirtual("java/lang/String", "charAt", "(I)C");
        code.ops(Opcodes.ICONST_1, Opcodes.ISUB);
        code.tableSwitch(defaultJump, targets.keySet().toArray(Label[]::new));
    }

    private static Map<Label, Integer> targets(Label[] jumps) {
        var targets = new LinkedHashMap<Label, Integer>();
        for (var jump : jumps) {
            targets.putIfAbsent(jump, targets.size());
        }
        return targets;
    }
}
