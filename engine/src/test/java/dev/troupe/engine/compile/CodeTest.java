package dev.troupe.engine.compile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Frames are written as short as the class format allows, and say the same. */
class CodeTest {
    private static final Object[] NOTHING = {};

    private final ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);

    /** A method with a label for each frame, all of which are jumped over. */
    private byte[] classWith(Object[][] frames, Object[][] stacks) {
        writer.visit(Opcodes.V21, Opcodes.ACC_PUBLIC, "Framed", null, "java/lang/Object", null);
        var code = new Code(writer.visitMethod(Opcodes.ACC_PUBLIC | Opcodes.ACC_STATIC, "framed", "()V", null, null));
        code.mv.visitCode();
        for (int i = 0; i < frames.length; i++) {
            code.label(new Label());
            code.frame(frames[i], stacks[i]);
            code.op(Opcodes.NOP);
        }
        code.op(Opcodes.RETURN);
        assertThat(code.end()).isEqualTo(frames.length + 1);
        writer.visitEnd();
        return writer.toByteArray();
    }

    @Test
    void framesSayTheSameInEachForm() {
        Object[] one = {Opcodes.INTEGER};
        Object[] two = {Opcodes.INTEGER, Opcodes.LONG};
        Object[] five = {Opcodes.INTEGER, Opcodes.LONG, "[B", Opcodes.TOP, Opcodes.FLOAT};
        Object[] six = {Opcodes.INTEGER, Opcodes.LONG, "[B", Opcodes.TOP, Opcodes.FLOAT, "java/lang/String"};
        Object[] other = {Opcodes.FLOAT, Opcodes.LONG};
        Object[][] frames = {one, one, two, five, two, six, six, other, one, NOTHING, six};
        Object[][] stacks = {NOTHING, NOTHING, NOTHING, NOTHING, NOTHING, NOTHING, two, NOTHING, one, NOTHING, NOTHING};
        var read = new int[1];
        new ClassReader(classWith(frames, stacks)).accept(new ClassVisitor(Opcodes.ASM9) {
            @Override
            public MethodVisitor visitMethod(int access, String name, String descriptor, String signature, String[] exceptions) {
                return new MethodVisitor(Opcodes.ASM9) {
                    @Override
                    public void visitFrame(int type, int numLocal, Object[] local, int numStack, Object[] stack) {
                        int frame = read[0]++;
                        assertThat(Arrays.copyOf(local, numLocal)).as("locals of %d", frame).isEqualTo(frames[frame]);
                        assertThat(Arrays.copyOf(stack, numStack)).as("stack of %d", frame).isEqualTo(stacks[frame]);
                    }
                };
            }
        }, ClassReader.EXPAND_FRAMES);
        assertThat(read[0]).isEqualTo(frames.length);
    }
}
