package dev.troupe.engine.binary;

import dev.troupe.engine.module.BinaryReader;
import dev.troupe.engine.module.Immediate;
import dev.troupe.engine.module.MalformedModuleException;
import dev.troupe.engine.module.Opcode;
import dev.troupe.engine.module.TypeReader;
import java.util.Arrays;

/**
 * Finds the end of an expression (spec 5.4.9) and checks that everything up to it is well-formed: opcodes, immediates and the
 * nesting of blocks. Iterative, so that nesting as deep as the input is long is no danger.
 */
final class InstructionScanner {
    /** What may still come in an open block: nothing but its end, an else, or catch clauses. */
    private static final byte BLOCK = 0;

    private static final byte IF = 1;
    private static final byte TRY = 2;
    private static final byte CATCH = 3;

    private static final int CATCH_REF_KINDS = 3;
    private static final int CAST_FLAGS = 3;

    private final BinaryReader in;
    private byte[] open = new byte[64];
    private int depth;
    private int firstDataUse = -1;

    InstructionScanner(BinaryReader in) {
        this.in = in;
    }

    void forgetDataUse() {
        firstDataUse = -1;
    }

    /** Where the first instruction since stands that names a data segment, or -1. */
    int firstDataUse() {
        return firstDataUse;
    }

    /** Reads up to and including the {@code end} of the expression that starts here. */
    void scan() {
        depth = 0;
        enter(BLOCK);
        while (depth > 0) {
            int at = in.position();
            int code = in.readByte();
            var opcode = Opcode.of(0, code);
            if (opcode == null) {
                opcode = prefixed(code, at);
            }
            structure(opcode, at);
            immediates(opcode.immediate(), at);
        }
    }

    private Opcode prefixed(int prefix, int at) {
        if (prefix < 0xFB || prefix > 0xFE) {
            throw MalformedModuleException.atOffset("illegal opcode " + hex(prefix), at);
        }
        int code = in.readU32();
        var opcode = Opcode.of(prefix, code);
        if (opcode == null) {
            throw MalformedModuleException.atOffset("illegal opcode " + hex(prefix) + " " + hex(code), at);
        }
        return opcode;
    }

    private void structure(Opcode opcode, int at) {
        switch (opcode) {
            case BLOCK, LOOP, TRY_TABLE -> enter(BLOCK);
            case IF -> enter(IF);
            case TRY -> enter(TRY);
            case END -> depth--;
            case ELSE -> follow(open[depth - 1] == IF, BLOCK, "END opcode expected: found else", at);
            case CATCH -> follow(open[depth - 1] >= TRY, CATCH, "END opcode expected: found catch outside of try", at);
            case CATCH_ALL -> follow(open[depth - 1] >= TRY, BLOCK, "END opcode expected: found catch_all outside of try", at);
            case DELEGATE -> {
                follow(open[depth - 1] == TRY, BLOCK, "END opcode expected: found delegate outside of try", at);
                depth--;
            }
            default -> {}
        }
    }

    private void follow(boolean allowed, byte next, String reason, int at) {
        if (!allowed) {
            throw MalformedModuleException.atOffset(reason, at);
        }
        open[depth - 1] = next;
    }

    private void enter(byte kind) {
        if (depth == open.length) {
            open = Arrays.copyOf(open, depth * 2);
        }
        open[depth++] = kind;
    }

    private void immediates(Immediate immediate, int at) {
        switch (immediate) {
            case NONE -> {}
            case BLOCK -> TypeReader.skipBlockType(in);
            case TRY_TABLE -> tryTable();
            case LABEL, FUNC, TYPE, TAG, LOCAL, GLOBAL, TABLE, ELEM, MEMORY -> in.readU32();
            case TYPE_TABLE, TABLE_TABLE, ELEM_TABLE, MEMORY_MEMORY, TYPE_FIELD, TYPE_COUNT, TYPE_ELEM, TYPE_TYPE -> {
                in.readU32();
                in.readU32();
            }
            case DATA -> {
                usesData(at);
                in.readU32();
            }
            case DATA_MEMORY, TYPE_DATA -> {
                usesData(at);
                in.readU32();
                in.readU32();
            }
            case BR_TABLE -> {
                int count = in.readLength();
                for (int i = 0; i <= count; i++) {
                    in.readU32();
                }
            }
            case MEMARG -> memarg();
            case MEMARG_LANE -> {
                memarg();
                in.readByte();
            }
            case LANE -> in.readByte();
            case SHUFFLE, V128 -> in.skip(16);
            case I32 -> in.readS32();
            case I64 -> in.readS64();
            case F32 -> in.skip(4);
            case F64 -> in.skip(8);
            case HEAP_TYPE -> TypeReader.heapType(in);
            case VAL_TYPES -> {
                int count = in.readLength();
                for (int i = 0; i < count; i++) {
                    TypeReader.valType(in);
                }
            }
            case BR_CAST -> {
                int flagsAt = in.position();
                int flags = in.readByte();
                if ((flags & ~CAST_FLAGS) != 0) {
                    throw Malformed.found("malformed br_on_cast flags", flags, flagsAt);
                }
                in.readU32();
                TypeReader.heapType(in);
                TypeReader.heapType(in);
            }
            case ZERO -> {
                int zeroAt = in.position();
                int zero = in.readByte();
                if (zero != 0) {
                    throw Malformed.found("zero byte expected", zero, zeroAt);
                }
            }
            default -> throw new IllegalStateException("no form for " + immediate);
        }
    }

    private void usesData(int at) {
        if (firstDataUse < 0) {
            firstDataUse = at;
        }
    }

    private void memarg() {
        int at = in.position();
        int flags = in.readU32();
        if (Integer.compareUnsigned(flags, 0x80) >= 0) {
            throw Malformed.found("malformed memop flags", flags, at);
        }
        if ((flags & 0x40) != 0) {
            in.readU32();
        }
        in.readU64();
    }

    private void tryTable() {
        TypeReader.skipBlockType(in);
        int count = in.readLength();
        for (int i = 0; i < count; i++) {
            int at = in.position();
            int kind = in.readByte();
            if (kind > CATCH_REF_KINDS) {
                throw Malformed.found("malformed catch clause", kind, at);
            }
            if (kind < 2) {
                in.readU32();
            }
            in.readU32();
        }
    }

    private static String hex(int code) {
        return code >= 0 && code < 0x10 ? "0" + Integer.toHexString(code) : Integer.toHexString(code);
    }
}
