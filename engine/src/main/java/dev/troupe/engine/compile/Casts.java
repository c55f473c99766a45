package dev.troupe.engine.compile;

import dev.troupe.engine.compile.Guards.Exit;
import dev.troupe.engine.module.AbstractHeapType;
import dev.troupe.engine.module.FuncType;
import dev.troupe.engine.module.Opcode;
import dev.troupe.engine.module.RefType;
import dev.troupe.engine.runtime.GcObject;
import dev.troupe.engine.runtime.I31;
import dev.troupe.engine.runtime.Refs;
import dev.troupe.engine.runtime.WasmArray;
import dev.troupe.engine.types.DefType;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** Tests and casts of references, and unboxed scalars (spec 4.6.3); conversions between external and internal references do nothing. */
final class Casts {
    private static final String REFS = Type.getInternalName(Refs.class);
    private static final String I31_NAME = Type.getInternalName(I31.class);
    private static final String OBJECT = "Ljava/lang/Object;";

    private final Body body;
    private final Code code;
    private final OperandStack stack;
    private final Guards guards;
    private final Branches branches;

    Casts(Body body, Guards guards, Branches branches) {
        this.body = body;
        this.code = body.code;
        this.stack = body.stack;
        this.guards = guards;
        this.branches = branches;
    }

    /** The internal name of the class whose instances are a heap type's values; null if there is none. */
    private String className(RefType type) {
        return switch (type.heapType()) {
            case DefType defined -> defined.composite() instanceof FuncType ? null : body.layout.aggregateName(defined);
            case AbstractHeapType.EQ -> Type.getInternalName(GcObject.class);
            case AbstractHeapType.I31 -> I31_NAME;
            case AbstractHeapType.STRUCT -> AggregateClass.STRUCT;
            case AbstractHeapType.ARRAY -> Type.getInternalName(WasmArray.class);
            default -> null;
        };
    }

    void refEq() {
        stack.flush();
        code.invokeStatic(REFS, "eq", "(" + OBJECT + OBJECT + ")Z");
        stack.drop(2);
        stack.pushJvm(Kind.I32);
    }

    void refAsNonNull() {
        stack.flush();
        guards.requireNonNull(Exit.NULL_REFERENCE);
    }

    void refTest(RefType operand, RefType target) {
        stack.flush();
        test(operand, target);
        stack.drop(1);
        stack.pushJvm(Kind.I32);
    }

    /** Turns the reference on top of the JVM's stack into 0 or 1. */
    private void test(RefType operand, RefType target) {
        boolean nullPasses = target.nullable() && operand.nullable();
        if (nullPasses && how(target) != Test.NONE) {
            code.op(Opcodes.DUP);
        }
        switch (how(target)) {
            case CLASS -> code.instanceOf(className(target));
            case FUNCTION -> {
                code.ldc(Calls.typeConstant(body.layout.typeIndex((DefType) target.heapType())));
                code.invokeStatic(REFS, "isFunction", "(" + Kind.FUNC.descriptor + Names.descriptor(Names.DEF_TYPE) + ")Z");
            }
            case ANY -> code.invokeStatic(REFS, "isNonNull", "(" + OBJECT + ")Z");
            case NONE -> {
                if (!nullPasses) {
                    code.op(Opcodes.POP);
                    code.pushInt(0);
                }
            }
            default -> throw new IllegalStateException("no test for " + target);
        }
        if (nullPasses) {
            if (how(target) != Test.NONE) {
                code.op(Opcodes.SWAP);
            }
            code.invokeStatic(REFS, "isNull", "(" + OBJECT + ")Z");
            if (how(target) != Test.NONE) {
                code.op(Opcodes.IOR);
            }
        }
    }

    /** How a reference that is not null is tested. */
    private enum Test {
        CLASS,
        FUNCTION,
        /** All pass. */
        ANY,
        /** None pass. */
        NONE
    }

    private Test how(RefType target) {
        return switch (target.heapType()) {
            case AbstractHeapType.ANY, AbstractHeapType.EXTERN, AbstractHeapType.FUNC, AbstractHeapType.EXN -> Test.ANY;
            case AbstractHeapType.NONE, AbstractHeapType.NOEXTERN, AbstractHeapType.NOFUNC, AbstractHeapType.NOEXN -> Test.NONE;
            default -> className(target) == null ? Test.FUNCTION : Test.CLASS;
        };
    }

    void refCast(RefType operand, RefType target) {
        stack.flush();
        var kind = Kind.of(target);
        switch (how(target)) {
            case CLASS -> guards.guard(() -> code.checkCast(className(target)), Exit.CAST);
            case ANY -> {}
            case FUNCTION, NONE -> {
                body.mark();
                code.op(Opcodes.DUP);
                test(operand, target);
                code.invokeStatic(REFS, "cast", "(" + OBJECT + "Z)" + OBJECT);
                if (kind != Kind.REF) {
                    code.checkCast(kind.internalName());
                }
            }
            default -> throw new IllegalStateException("no cast to " + target);
        }
        if (!target.nullable() && operand.nullable()) {
            guards.requireNonNull(Exit.CAST_NULL);
        }
        stack.drop(1);
        stack.pushJvm(kind);
    }

    void brOnCast(int label, RefType operand, RefType target, boolean onFail) {
        stack.flush();
        code.op(Opcodes.DUP);
        test(operand, target);
        if (onFail) {
            stack.pushComparison(Comparison.of(Opcode.I32_EQZ));
        } else {
            stack.pushJvm(Kind.I32);
        }
        branches.brIf(label);
    }

    void brOnNonNull(int label) {
        stack.flush();
        code.op(Opcodes.DUP);
        stack.pushComparison(Comparison.of(Opcode.REF_IS_NULL).negate());
        branches.brIf(label);
        stack.discardTop();
    }

    void refI31() {
        stack.flush();
        code.invokeStatic(I31_NAME, "of", "(I)" + Names.descriptor(I31_NAME));
        stack.drop(1);
        stack.pushJvm(Kind.REF);
    }

    void i31Get(boolean signed) {
        stack.flush();
        guards.guard(() -> {
            code.checkCast(I31_NAME);
            code.getField(I31_NAME, "value", "I");
        }, Exit.NULL_I31);
        if (!signed) {
            code.pushInt(Integer.MAX_VALUE);
            code.op(Opcodes.IAND);
        }
        stack.drop(1);
        stack.pushJvm(Kind.I32);
    }
}
