package dev.troupe.engine.compile;

import java.util.function.IntUnaryOperator;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;

/**
 * Numbers by index, in a string constant: two characters each, or one if all are small enough.
 *
 * @param wide whether each number has two characters, the lower half first
 */
record ConstantTable(String text, boolean wide) {
    /** A table of as many numbers as there are labels. */
    static ConstantTable of(int[] labels, IntUnaryOperator number) {
        boolean wide = false;
        for (int label : labels) {
            wide |= number.applyAsInt(label) >>> 16 != 0;
        }
        var text = new StringBuilder();
        for (int label : labels) {
            int value = number.applyAsInt(label);
            text.append((char) value);
            if (wide) {
                text.append((char) (value >>> 16));
            }
        }
        return new ConstantTable(text.toString(), wide);
    }

    /** Jumps if a variable is no index of a table of that length. */
    static void range(Code code, int index, int length, Label outside) {
        code.load(Kind.I32, index);
        code.pushInt(length);
        code.invokeStatic("java/lang/Integer", "compareUnsigned", "(II)I");
        code.jump(Opcodes.IFGE, outside);
    }

    /** Pushes the number at the index that a variable has, which is in the table's range. */
    void push(Code code, int index) {
        half(code, index, 0);
        if (wide) {
            half(code, index, 1);
            code.pushInt(16);
            code.ops(Opcodes.ISHL, Opcodes.IOR);
        }
    }

    private void half(Code code, int index, int half) {
        code.ldc(text);
        code.load(Kind.I32, index);
        if (wide) {
            code.ops(Opcodes.ICONST_1, Opcodes.ISHL);
            code.pushInt(half);
            code.op(Opcodes.IOR);
        }
        code.invokeVirtual("java/lang/String", "charAt", "(I)C");
    }
}
