package dev.troupe.engine.compile;

import dev.troupe.engine.module.Opcode;
import dev.troupe.engine.module.RefType;

/** Reference instructions (spec 4.6.3). A null reference is Java's null. */
final class References {
    private final Body body;
    private final OperandStack stack;

    References(Body body) {
        this.body = body;
        this.stack = body.stack;
    }

    void refNull(RefType type) {
        stack.pushConstant(Kind.of(type), 0);
    }

    void refIsNull() {
        stack.flush();
        stack.drop(1);
        stack.pushComparison(Comparison.of(Opcode.REF_IS_NULL));
    }

    void refFunc(int function) {
        stack.flush();
        body.pushInstance();
        body.code.pushInt(function);
        body.code.invokeVirtual(Names.MODULE_INSTANCE, "functionAt", "(I)" + Kind.FUNC.descriptor);
        stack.pushJvm(Kind.FUNC);
    }
}
