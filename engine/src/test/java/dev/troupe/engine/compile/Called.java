package dev.troupe.engine.compile;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipFile;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** A call in code that was compiled ahead of time. */
record Called(String owner, String method) {
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
                                found.add(new Called(owner, method));
                            }
                        };
                    }
                }, 0);
            }
        }
        return found;
    }
}
