package dev.troupe.engine.compile;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipFile;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * A call in code that was compiled ahead of time.
 *
 * @param owner null for a call site
 * @param type the method's descriptor
 * @param caller the descriptor of the method that calls
 */
record Called(String owner, String method, String type, String caller) {
    /** All calls in the code of a module's functions. */
    static List<Called> in(Path jar) throws IOException {
        var found = new ArrayList<Called>();
        try (var file = new ZipFile(jar.toFile())) {
            for (var entry : file.stream().filter(entry -> entry.getName().contains("/wasm/Code")).toList()) {
                new ClassReader(file.getInputStream(entry).readAllBytes()).accept(new ClassVisitor(Opcodes.ASM9) {
                    @Override
                    public MethodVisitor visitMethod(int access, String name, String descriptor, String signature, String[] exceptions) {
                        return new MethodVisitor(Opcodes.ASM9) {
                            @Override
                            public void visitMethodInsn(int opcode, String owner, String method, String type, boolean isInterface) {
                                found.add(new Called(owner, method, type, descriptor));
                            }

                            @Override
                            public void visitInvokeDynamicInsn(String method, String type, Handle bootstrap, Object... arguments) {
                                found.add(new Called(null, method, type, descriptor));
                            }
                        };
                    }
                }, 0);
            }
        }
        return found;
    }
}
