package dev.troupe.engine.compile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.engine.Engine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Each call site takes time before its first call, so only loops of long functions, where HotSpot leaves calls alone, have their own. */
class LoopQuestionsTest {
    private static final String LOOP = "(loop (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))";
    private static final String MODULE = """
            (module
              (func $short (param i32) %s %s)
              (func $long (param i32) %s %s %s))
            """.formatted(LOOP, LOOP, LOOP, LOOP, "(local.set 0 (i32.mul (local.get 0) (i32.const 3)))".repeat(200));

    @TempDir
    private Path temporary;

    @Test
    void onlyLoopsOfLongFunctionsHaveCallSites() throws Exception {
        var jar = temporary.resolve("sample.jar");
        var engine = Engine.create();
        engine.compileAhead(engine.compileText(MODULE).bytes(), "sample", jar);
        List<String> questions = new ArrayList<>();
        try (var zip = new ZipFile(jar.toFile())) {
            var in = zip.getInputStream(zip.getEntry("META-INF/troupe/sample/wasm/Code0.class"));
            new ClassReader(in.readAllBytes()).accept(new ClassVisitor(Opcodes.ASM9) {
                @Override
                public MethodVisitor visitMethod(int access, String name, String descriptor, String signature, String[] exceptions) {
                    return questions(name, questions);
                }
            }, 0);
        }
        // Each asks at its start, too.
        assertThat(questions).containsExactly("short calls poll", "short calls poll", "short calls poll", "long calls poll",
                "long has its own poll", "long has its own poll");
    }

    private static MethodVisitor questions(String method, List<String> questions) {
        return new MethodVisitor(Opcodes.ASM9) {
            @Override
            public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
                if (owner.equals(Names.INSTANCE)) {
                    questions.add(method + " calls " + name);
                }
            }

            @Override
            public void visitInvokeDynamicInsn(String name, String descriptor, Handle bootstrap, Object... arguments) {
                questions.add(method + " has its own " + name);
            }
        };
    }
}
