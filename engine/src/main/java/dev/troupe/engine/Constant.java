package dev.troupe.engine;

import dev.troupe.engine.compile.CompiledCode;
import dev.troupe.engine.module.BinaryReader;
import dev.troupe.engine.module.Opcode;
import dev.troupe.engine.module.Slice;
import dev.troupe.engine.runtime.ModuleInstance;
import dev.troupe.engine.runtime.V128;
import java.util.ArrayDeque;

/**
 * A constant expression (spec 3.4.13), decoded once for all instances: the plain ones here, since most are one instruction; those that
 * make structs, arrays and the like are compiled. Immutable.
 */
sealed interface Constant {
    /** The value in an instance whose functions, and globals before this one, are there; boxed. */
    Object in(ModuleInstance instance);

    static Constant of(Slice expression) {
        var in = new BinaryReader(expression);
        var stack = new ArrayDeque<Constant>(4);
        while (true) {
            int first = in.readByte();
            var opcode = first < 0xFB ? Opcode.of(0, first) : Opcode.of(first, in.readU32());
            switch (opcode) {
                case END -> {
                    return stack.pop();
                }
                case I32_CONST -> stack.push(new Value(in.readS32()));
                case I64_CONST -> stack.push(new Value(in.readS64()));
                case F32_CONST -> stack.push(new Value(Float.intBitsToFloat(in.readI32Bits())));
                case F64_CONST -> stack.push(new Value(Double.longBitsToDouble(in.readI64Bits())));
                case V128_CONST -> stack.push(new Value(new V128(in.readI64Bits(), in.readI64Bits())));
                case GLOBAL_GET -> stack.push(new OfGlobal(in.readU32()));
                case REF_NULL -> {
                    in.readS33();
                    stack.push(new Value(null));
                }
                case REF_FUNC -> stack.push(new OfFunction(in.readU32()));
                case I32_ADD, I32_SUB, I32_MUL, I64_ADD, I64_SUB, I64_MUL -> {
                    var second = stack.pop();
                    stack.push(new Arithmetic(opcode, stack.pop(), second));
                }
                default -> {
                    return new Compiled(expression);
                }
            }
        }
    }

    /** A number, a vector or null. */
    record Value(Object value) implements Constant {
        @Override
        public Object in(ModuleInstance instance) {
            return value;
        }
    }

    record OfGlobal(int index) implements Constant {
        @Override
        public Object in(ModuleInstance instance) {
            return instance.globals[index].get();
        }
    }

    record OfFunction(int index) implements Constant {
        @Override
        public Object in(ModuleInstance instance) {
            return instance.functionOrStub(index);
        }
    }

    record Arithmetic(Opcode opcode, Constant first, Constant second) implements Constant {
        @Override
        public Object in(ModuleInstance instance) {
            var a = first.in(instance);
            var b = second.in(instance);
            return switch (opcode) {
                case I32_ADD -> (Integer) a + (Integer) b;
                case I32_SUB -> (Integer) a - (Integer) b;
                case I32_MUL -> (Integer) a * (Integer) b;
                case I64_ADD -> (Long) a + (Long) b;
                case I64_SUB -> (Long) a - (Long) b;
                default -> (Long) a * (Long) b;
            };
        }
    }

    record Compiled(Slice expression) implements Constant {
        @Override
        public Object in(ModuleInstance instance) {
            return ((CompiledCode) instance.code).evaluate(expression, instance);
        }
    }
}
