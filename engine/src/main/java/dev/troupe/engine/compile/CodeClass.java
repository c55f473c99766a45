package dev.troupe.engine.compile;

import static org.objectweb.asm.Opcodes.*;

import dev.troupe.engine.module.Function;
import dev.troupe.engine.types.Types;
import dev.troupe.engine.validate.FunctionValidator;
import java.util.ArrayList;
import org.objectweb.asm.ClassWriter;

/** Translates a group of functions into a class of static methods. */
final class CodeClass {
    /** Marks a class whose frames are guest frames; traces name the module, so that the text does not matter. */
    static final String SOURCE_FILE = "wasm";

    private final Layout layout;
    private final ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);

    private CodeClass(Layout layout) {
        this.layout = layout;
    }

    static byte[] generate(Layout layout, int group) {
        var self = new CodeClass(layout);
        self.writer.visit(V21, ACC_PUBLIC | ACC_FINAL | ACC_SUPER, Names.CODE_PREFIX + group, null, "java/lang/Object", null);
        self.writer.visitSource(SOURCE_FILE, null);
        var validator = new FunctionValidator(layout.context());
        for (int i = layout.groupStart(group); i < layout.groupEnd(group); i++) {
            self.function(i, validator);
        }
        self.writer.visitEnd();
        return self.writer.toByteArray();
    }

    private void function(int defined, FunctionValidator validator) {
        var context = layout.context();
        int index = context.module().importedFunctions() + defined;
        var function = context.module().functions().get(defined);
        var signature = Signature.of(context.function(index).funcType());
        var method = writer.visitMethod(ACC_PUBLIC | ACC_STATIC, layout.methodName(index), signature.staticDescriptor(), null, null);
        method.visitCode();
        var body = new Body(layout, new Code(method), signature.params().toArray(Kind[]::new), declared(function), signature.packed());
        var translator = new BodyTranslator(body, signature, index, function.body().start());
        body.prologue(signature.params().size(), signature.packed());
        translator.begin();
        validator.validate(index, translator);
        translator.finish();
        method.visitMaxs(0, 0);
        method.visitEnd();
    }

    private Kind[] declared(Function function) {
        var kinds = new ArrayList<Kind>();
        for (var run : function.locals()) {
            var kind = Kind.of(Types.close(run.type(), layout.types()));
            for (int i = 0; i < run.count(); i++) {
                kinds.add(kind);
            }
        }
        return kinds.toArray(Kind[]::new);
    }
}
