package dev.troupe.engine.validate;

import dev.troupe.engine.module.BinaryReader;
import dev.troupe.engine.module.Feature;
import dev.troupe.engine.module.InvalidModuleException;
import dev.troupe.engine.module.Opcode;
import dev.troupe.engine.module.Slice;
import dev.troupe.engine.module.ValType;

/** Validates constant expressions (spec 3.4.16): first for being constant, then as any expression. */
final class ConstantValidator {
    private final ModuleContext context;
    private final FunctionValidator expressions;

    ConstantValidator(ModuleContext context, FunctionValidator expressions) {
        this.context = context;
        this.expressions = expressions;
    }

    /**
     * Validates an expression.
     *
     * @param visibleGlobals the number of globals that it may refer to
     * @param what what the expression initialises
     */
    void validate(Slice expression, ValType type, int visibleGlobals, String what) {
        ConstantInstructions.forEach(new BinaryReader(expression), new ConstantInstructions.Each() {
            @Override
            public void instruction(Opcode opcode, int at) {
                if (opcode.signature() != null && !opcode.signature().startsWith(":") && !context.features().has(Feature.EXTENDED_CONST)) {
                    throw fail(FeatureGate.missing("constant expression required", Feature.EXTENDED_CONST), at);
                }
            }

            @Override
            public void globalGet(int global, int at) {
                if (global >= context.module().importedGlobals() && global < visibleGlobals && !context.features().has(Feature.GC)) {
                    throw fail(FeatureGate.missing("unknown global: global " + global + " is not imported", Feature.GC), at);
                }
                if (global >= 0 && global < visibleGlobals && context.global(global).mutable()) {
                    throw fail("constant expression required: global " + global + " is mutable", at);
                }
            }

            @Override
            public void notConstant(Opcode opcode, int at) {
                throw fail("constant expression required: found " + (opcode == null ? "an illegal opcode" : opcode.text()), at);
            }

            private InvalidModuleException fail(String reason, int at) {
                return new InvalidModuleException(reason, what, at);
            }
        });
        expressions.validate(expression, type, visibleGlobals, what, SilentVisitor.INSTANCE);
    }
}
