package dev.troupe.engine;

import dev.troupe.engine.compile.CompiledCode;
import dev.troupe.engine.module.BinaryReader;
import dev.troupe.engine.module.Opcode;
import dev.troupe.engine.module.Slice;
import dev.troupe.engine.runtime.ModuleInstance;
import dev.troupe.engine.runtime.V128;
import java.util.ArrayDeque;

/**
 * Evaluates constant expressions (spec 3.4.13) at instantiation: the plain ones here, since most are one instruction; those that make
 * structs, arrays and the like are compiled. Values are boxed; null references need a stand-in on the stack.
 */
final class Constants {
    private static final Object NULL = new Object();
    private final CompiledCode code;
    private final ModuleInstance instance;

    Constants(CompiledCode code, ModuleInstance instance) {
        this.code = code;
        this.instance = instance;
    }

    Object evaluate(Slice expression) {
        var in = new BinaryReader(expression);
        var stack = new ArrayDeque<Object>(4);
        while (true) {
            int first = in.readByte();
            var opcode = first < 0xFB ? Opcode.of(0, first) : Opcode.of(first, in.readU32());
            switch (opcode) {
                case END -> {
                    var value = stack.pop();
                    return value == NULL ? null : value;
                }
                case I32_CONST -> stack.push(in.readS32());
                case I64_CONST -> stack.push(in.readS64());
                case F32_CONST -> stack.push(Float.intBitsToFloat(in.readI32Bits()));
                case F64_CONST -> stack.push(Double.longBitsToDouble(in.readI64Bits()));
                case V128_CONST -> stack.push(new V128(in.readI64Bits(), in.readI64Bits()));
                case GLOBAL_GET -> {
                    var value = instance.globals[in.readU32()].get();
                    stack.push(value == null ? NULL : value);
                }
                case REF_NULL -> {
                    in.readS33();
                    stack.push(NULL);
                }
                case REF_FUNC -> stack.push(instance.functionOrStub(in.readU32()));
                case I32_ADD, I32_SUB, I32_MUL, I64_ADD, I64_SUB, I64_MUL -> {
                    var second = stack.pop();
                    stack.push(arithmetic(opcode, stack.pop(), second));
                }
                default -> {
                    return code.evaluate(expression, instance);
                }
            }
        }
    }

    private static Object arithmetic(Opcode opcode, Object a, Object b) {
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
