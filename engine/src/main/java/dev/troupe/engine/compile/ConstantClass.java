package dev.troupe.engine.compile;

import dev.troupe.engine.compile.outline.OutlinePlan;
import dev.troupe.engine.compile.outline.OutlineTask;
import dev.troupe.engine.compile.outline.Planner;
import dev.troupe.engine.compile.outline.Region;
import dev.troupe.engine.runtime.ConstantCode;
import dev.troupe.engine.validate.BodyVisitor;
import dev.troupe.engine.validate.FunctionValidator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodTooLargeException;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Translates a group of constant expressions into a class: each is a static method, made by the same translators as bodies. Globals are
 * read from the index space, since the instance's fields do not have them yet.
 */
final class ConstantClass {
    private static final String SUPER = Type.getInternalName(ConstantCode.class);

    private ConstantClass() {}

    /** The class, and further ones if a part of an expression is in another; by internal name. */
    static Map<String, byte[]> generate(Layout layout, String name, List<ConstantExpressions.Expression> expressions) {
        Map<String, byte[]> classes = null;
        RuntimeException failure = null;
        int wanted = layout.options().methodBytes();
        for (int aim = wanted; aim >= wanted / 8; aim /= 2) {
            try {
                classes = generate(layout, name, expressions, aim);
                if (classes.values().stream().allMatch(bytes -> isSmall(bytes, wanted))) {
                    return classes;
                }
            } catch (MethodTooLargeException e) {
                failure = new FunctionTooLargeException(e.getMethodName(), e.getCodeSize());
            } catch (FunctionTooLargeException e) {
                failure = e;
            }
        }
        if (classes == null) {
            throw failure;
        }
        return classes;
    }

    private static boolean isSmall(byte[] classFile, int wanted) {
        return CodeSizes.of(classFile).values().stream().allMatch(size -> size <= wanted);
    }

    private static Map<String, byte[]> generate(Layout layout, String name, List<ConstantExpressions.Expression> expressions, int aim) {
        var writers = new CodeWriters(name, SUPER);
        var writer = writers.first();
        var constructor = new Code(writer.visitMethod(Opcodes.ACC_PUBLIC, "<init>", "()V", null, null));
        constructor.mv.visitCode();
        constructor.loadRef(0);
        constructor.invokeSpecial(SUPER, "<init>", "()V");
        constructor.op(Opcodes.RETURN);
        constructor.mv.visitMaxs(0, 0);
        constructor.mv.visitEnd();
        dispatch(writer, name, expressions);
        var validator = new FunctionValidator(layout.context());
        for (int i = 0; i < expressions.size(); i++) {
            var expression = expressions.get(i);
            Consumer<BodyVisitor> read = visitor -> validator.validate(expression.code(), expression.type(),
                    layout.context().globalCount(), "constant expression", visitor);
            var plan = expression.code().length() < aim / 5
                    ? OutlinePlan.WHOLE
                    : Planner.plan(new OutlineTask(
                            validator, read, -1, callee -> false, false, 0, local -> 0, type -> Kind.of(type).slots, aim, aim, false));
            var methods = FunctionMethods.ofConstant(layout, writers, validator, i, method(i), expression.code().start(), plan);
            var body = methods.begin(signature(expression));
            var translator = new Translator(body, signature(expression), methods);
            read.accept(translator);
            translator.finish();
            methods.end(body);
            if (methods.shared() != null) {
                writers.add(methods.shared());
            }
        }
        return writers.finish();
    }

    private static String method(int index) {
        return "constant" + index;
    }

    private static Signature signature(ConstantExpressions.Expression expression) {
        return new Signature(List.of(), List.of(Kind.of(expression.type())));
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

        private Translator(Body body, Translator outer, Region region) {
            super(body, outer, region);
            this.body = body;
        }

        @Override
        BodyTranslator inner(Body inner, Region region) {
            return new Translator(inner, this, region);
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
