package dev.troupe.engine.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.troupe.engine.compile.CodeSizes;
import java.io.IOException;
import java.util.ArrayList;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** HotSpot's C2 must inline every memory access, and its C1 none. */
class MemoryAccessSizeTest {
    /** {@code MaxInlineSize}: C2 inlines methods up to this size wherever they are called. */
    private static final int ALWAYS_INLINED = 35;

    /** {@code C1InlineStackLimit}: C1 inlines no method that needs more slots beside its parameters. */
    private static final int C1_STACK = 5;

    private static byte[] classFile(Class<?> type) throws IOException {
        try (var in = type.getResourceAsStream(type.getSimpleName() + ".class")) {
            return in.readAllBytes();
        }
    }

    @ParameterizedTest
    @ValueSource(classes = {MemoryAccess.class, RoomyAccess.class})
    void everyAccessIsSmallEnoughForC2(Class<?> type) throws IOException {
        CodeSizes.of(classFile(type))
                .forEach((method, size) -> assertTrue(size <= ALWAYS_INLINED || method.startsWith("<"), method + ": " + size));
    }

    @ParameterizedTest
    @ValueSource(classes = {MemoryAccess.class, RoomyAccess.class})
    void noAccessFitsIntoC1(Class<?> type) throws IOException {
        var fitting = new ArrayList<String>();
        int[] accesses = {0};
        new ClassReader(classFile(type)).accept(new ClassVisitor(Opcodes.ASM9) {
            @Override
            public MethodVisitor visitMethod(int access, String name, String descriptor, String signature, String[] exceptions) {
                if ((access & Opcodes.ACC_PUBLIC) == 0) {
                    return null;
                }
                accesses[0]++;
                int parameters = Type.getArgumentsAndReturnSizes(descriptor) / 4 - 1;
                return new MethodVisitor(Opcodes.ASM9) {
                    @Override
                    public void visitMaxs(int stack, int locals) {
                        if (stack + locals - parameters <= C1_STACK) {
                            fitting.add(name + descriptor);
                        }
                    }
                };
            }
        }, ClassReader.SKIP_FRAMES);
        assertTrue(accesses[0] >= 46, "accesses: " + accesses[0]);
        assertEquals(new ArrayList<>(), fitting);
    }
}
