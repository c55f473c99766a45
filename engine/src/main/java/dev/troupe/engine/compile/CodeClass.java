package dev.troupe.engine.compile;

import dev.troupe.engine.compile.outline.OutlinePlan;
import dev.troupe.engine.compile.outline.Outliner;
import dev.troupe.engine.module.Function;
import dev.troupe.engine.types.Types;
import dev.troupe.engine.validate.FunctionValidator;
import java.util.ArrayList;
import java.util.Arrays;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodTooLargeException;
import org.objectweb.asm.Opcodes;

/** Translates a group of functions into a class of static methods. */
final class CodeClass {
    /** Marks a class whose frames are guest frames; traces name the module, so that the text does not matter. */
    static final String SOURCE_FILE = "wasm";

    private final Layout layout;
    private final ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);

    private final TranslationRecording recording;

    private CodeClass(Layout layout) {
        this.layout = layout;
        recording = TranslationRecording.start(layout);
    }

    /** @throws FunctionTooLargeException if a function cannot be cut into methods that the class format allows */
    static byte[] generate(Layout layout, int group) {
        byte[] bytes = null;
        RuntimeException failure = null;
        int wanted = layout.options().methodBytes();
        for (int aim = wanted; aim >= wanted / 8; aim /= 2) {
            try {
                var code = new CodeClass(layout);
                bytes = code.generate(group, aim);
                var sizes = CodeSizes.of(bytes);
                if (sizes.values().stream().allMatch(size -> size <= wanted) || aim / 2 < wanted / 8) {
                    code.recording.commit(sizes);
                    return bytes;
                }
            } catch (MethodTooLargeException e) {
                failure = new FunctionTooLargeException(e.getMethodName(), e.getCodeSize());
            }
        }
        if (bytes == null) {
            throw failure;
        }
        return bytes;
    }

    private byte[] generate(int group, int aim) {
        var owner = Names.CODE_PREFIX + group;
        writer.visit(Opcodes.V21, Opcodes.ACC_PUBLIC | Opcodes.ACC_FINAL | Opcodes.ACC_SUPER, owner, null, "java/lang/Object", null);
        writer.visitSource(SOURCE_FILE, null);
        var validator = new FunctionValidator(layout.context());
        for (int i = layout.groupStart(group); i < layout.groupEnd(group); i++) {
            recording.begin(i);
            function(i, validator, owner, aim);
            recording.end();
        }
        writer.visitEnd();
        return writer.toByteArray();
    }

    private void function(int defined, FunctionValidator validator, String owner, int aim) {
        var context = layout.context();
        int index = context.module().importedFunctions() + defined;
        var function = context.module().functions().get(defined);
        var signature = layout.signature(index);
        var declared = locals(signature, function);
        var plan = function.body().length() < aim / 5
                ? OutlinePlan.WHOLE
                : Outliner.plan(validator, visitor -> validator.validate(index, visitor), declared.length, local -> declared[local].slots,
                        type -> Kind.of(type).slots, aim);
        var kinds = withOperands(declared, plan);
        // Regions pass vectors on as they are outside of functions.
        var laneForms = plan.regions().isEmpty() ? LaneForms.of(validator, index, function, kinds, signature.params().size()) : null;
        var fuel = layout.options().fuel() ? FuelPlan.of(validator, index) : null;
        var methods = new FunctionMethods(layout, writer, validator, owner, index, kinds, function.body().start(), plan, fuel);
        var body = methods.begin(signature);
        body.laneForms = laneForms;
        var translator = new BodyTranslator(body, signature, methods);
        translator.begin();
        validator.validate(index, translator);
        translator.finish();
        methods.end(body);
        if (methods.shared() != null) {
            layout.sharedLocals().put(methods.shared().className(), methods.shared());
        }
    }

    /** With the locals for the operands of interrupted statements. */
    private static Kind[] withOperands(Kind[] declared, OutlinePlan plan) {
        var types = plan.spills().types();
        var kinds = Arrays.copyOf(declared, declared.length + types.size());
        for (int i = 0; i < types.size(); i++) {
            kinds[declared.length + i] = Kind.of(types.get(i));
        }
        return kinds;
    }

    /** The kinds of all locals, parameters first. */
    private Kind[] locals(Signature signature, Function function) {
        var kinds = new ArrayList<>(signature.params());
        for (var run : function.locals()) {
            var kind = Kind.of(Types.close(run.type(), layout.types()));
            for (int i = 0; i < run.count(); i++) {
                kinds.add(kind);
            }
        }
        return kinds.toArray(Kind[]::new);
    }
}
