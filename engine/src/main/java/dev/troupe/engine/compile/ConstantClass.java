package dev.troupe.engine.compile;

import dev.troupe.engine.compile.outline.OutlinePlan;
import dev.troupe.engine.runtime.ConstantCode;
import dev.troupe.engine.validate.FunctionValidator;
import java.util.List;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Translates a group of constant expressions into a class: each is a static method, made by the same translators as bodies. Globals are
 * read from the index space, since the instance's fields do not have them yet.
 */
final class ConstantClass {
    private static final String SUPER = Type.getInternalName(ConstantCode.class);

    private ConstantClass() {}

    static byte[] generate(Layout layout, String name, List<ConstantExpressions.Expression> expressions) {
        var writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        writer.visit(Opcodes.V21, Opcodes.ACC_PUBLIC | Opcodes.ACC_FINAL | Opcodes.ACC_SUPER, name, null, SUPER, null);
        var constructor = new Code(writer.visitMethod(Opcodes.ACC_PUBLIC, "<init>", "()V", null, null));
        constructor.mv.visitCode();
        constructor.loadRef(0);
        constructor.invokeSpecial(SUPER, "<init>", "()V");
        finish(constructor, Opcodes.RETURN);
        dispatch(writer, name, expressions);
        var validator = new FunctionValidator(layout.context());
        for (int i = 0; i < expressions.size(); i++) {
            var expression = expressions.get(i);
            var descriptor = signature(expression).staticDescriptor();
            var code = new Code(writer.visitMethod(Opcodes.ACC_PRIVATE | Opcodes.ACC_STATIC, method(i), descriptor, null, null));
            code.mv.visitCode();
            var body = new Body(layout, code, new Kind[0], new int[0], new int[0], false, null, Fuel.Use.NONE);
            int start = expression.code().start();
            var methods = new FunctionMethods(layout, writer, validator, name, -1, body.localKinds, start, OutlinePlan.WHOLE, null);
            var translator = new Translator(body, signature(expression), methods);
            validator.validate(expression.code(), expression.type(), layout.context().globalCount(), "constant expression", translator);
            translator.finish();
            code.mv.visitMaxs(0, 0);
            code.mv.visitEnd();
        }
        writer.visitEnd();
        return writer.toByteArray();
    }

    private static String method(int index) {
        return "constant" + index;
    }

    private static Signature signature(ConstantExpressions.Expression expression) {
        return new Signature(List.of(), List.of(Kind.of(expression.type())));
    }

    private static void finish(Code code, int returns) {
        code.op(returns);
        code.mv.visitMaxs(0, 0);
        code.mv.visitEnd();
    }

    private static void dispatch(ClassWriter writer, String name, List<ConstantExpressions.Expression> expressions) {
        var descriptor = "(I" + Names.descriptor(Names.MODULE_INSTANCE) + ")Ljava/lang/Object;";
        var code = new Code(writer.visitMethod(Opcodes.ACC_PUBLIC, "evaluate", descriptor, null, null));
        code.mv.visitCode();
        var labels = new Label[expressions.size()];
        java.util.Arrays.setAll(labels, i -> new Label());
        code.loadRef(2);
        code.checkCast(Names.INSTANCE);
        code.load(Kind.I32, 1);
        code.tableSwitch(labels[0], labels);
        for (int i = 0; i < labels.length; i++) {
            code.label(labels[i]);
            code.frame(new Object[] {name, Opcodes.INTEGER, Names.MODULE_INSTANCE}, new Object[] {Names.INSTANCE});
            code.invokeStatic(name, method(i), signature(expressions.get(i)).staticDescriptor());
            code.op(Opcodes.ARETURN);
        }
        code.mv.visitMaxs(0, 0);
        code.mv.visitEnd();
    }

    /** Functions may be stubs here: they go into structs and arrays only, whose readers expect that. */
    private static final class Translator extends BodyTranslator {
        private final Body body;

        Translator(Body body, Signature signature, FunctionMethods methods) {
            super(body, signature, methods);
            this.body = body;
        }

        @Override
        public void globalGet(int global) {
            var code = body.code;
            var kind = body.layout.globalKind(global);
            body.stack.flush();
            body.pushInstance();
            code.getField(Names.INSTANCE, "globals", "[" + Names.descriptor(Names.GLOBAL));
            code.pushInt(global);
            code.op(Opcodes.AALOAD);
            if (kind == Kind.V128) {
                code.op(Opcodes.DUP);
                code.getField(Names.GLOBAL, kind.globalField, "J");
                code.ops(Opcodes.DUP2_X1, Opcodes.POP2);
                code.getField(Names.GLOBAL, "high", "J");
            } else {
                code.getField(Names.GLOBAL, kind.globalField, kind.isReference() ? "Ljava/lang/Object;" : kind.descriptor);
                if (kind.isReference() && kind != Kind.REF) {
                    code.checkCast(kind.internalName());
                }
            }
            body.stack.pushJvm(kind);
        }

        @Override
        public void refFunc(int function) {
            body.stack.flush();
            body.pushInstance();
            body.code.pushInt(function);
            body.code.invokeVirtual(Names.MODULE_INSTANCE, "functionOrStub", "(I)" + Kind.FUNC.descriptor);
            body.stack.pushJvm(Kind.FUNC);
        }
    }
}
