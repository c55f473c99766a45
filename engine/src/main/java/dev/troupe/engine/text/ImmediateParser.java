package dev.troupe.engine.text;

import dev.troupe.engine.module.BinaryWriter;
import dev.troupe.engine.module.FuncType;
import dev.troupe.engine.module.Opcode;
import dev.troupe.engine.module.RefType;
import dev.troupe.engine.module.ValType;
import dev.troupe.engine.text.Scope.Space;
import java.util.ArrayList;

/** Reads one instruction's immediates (spec 6.5) and writes it in the binary encoding. */
final class ImmediateParser {
    private static final int EMPTY_BLOCK = 0x40;
    private static final int MEMORY_FLAG = 0x40;

    private final TokenCursor in;
    private final Scope scope;
    private final TypeParser types;
    private final BinaryWriter out;
    private boolean usesData;

    ImmediateParser(TokenCursor in, Scope scope, TypeParser types, BinaryWriter out) {
        this.in = in;
        this.scope = scope;
        this.types = types;
        this.out = out;
    }

    /** Whether an instruction referred to a data segment, so that the binary needs a data count. */
    boolean usesData() {
        return usesData;
    }

    /** Writes the opcode that the current token names, then its immediates. Not for block instructions. */
    void instruction(Opcode opcode, FunctionScope function) {
        switch (opcode) {
            case SELECT -> select();
            case REF_TEST -> cast(Opcode.REF_TEST, Opcode.REF_TEST_NULL);
            case REF_CAST -> cast(Opcode.REF_CAST, Opcode.REF_CAST_NULL);
            default -> {
                out.opcode(opcode);
                immediates(opcode, function);
            }
        }
    }

    private void immediates(Opcode opcode, FunctionScope function) {
        switch (opcode.immediate()) {
            case NONE -> {}
            case LABEL -> out.u32(function.label(in));
            case BR_TABLE -> branchTable(function);
            case FUNC -> index(Space.FUNC);
            case TYPE_TABLE -> callIndirect();
            case TYPE -> index(Space.TYPE);
            case TAG -> index(Space.TAG);
            case LOCAL -> out.u32(function.local(in));
            case GLOBAL -> index(Space.GLOBAL);
            case TABLE -> optionalIndex(Space.TABLE);
            case TABLE_TABLE -> indexPair(Space.TABLE);
            case ELEM_TABLE -> segment(Space.TABLE, Space.ELEM);
            case ELEM -> index(Space.ELEM);
            case DATA -> data();
            case DATA_MEMORY -> {
                usesData = true;
                segment(Space.MEMORY, Space.DATA);
            }
            case MEMORY -> optionalIndex(Space.MEMORY);
            case MEMORY_MEMORY -> indexPair(Space.MEMORY);
            case MEMARG -> memoryArgument(opcode, Scope.isIndex(in));
            case MEMARG_LANE -> {
                memoryArgument(opcode, in.kind() == TokenKind.ID || in.kind() == TokenKind.NAT && !isLaneLast());
                lane();
            }
            case LANE -> lane();
            case SHUFFLE -> shuffle();
            case I32 -> out.signed((int) in.integer(32));
            case I64 -> out.signed(in.integer(64));
            case F32 -> out.fixed32(in.f32());
            case F64 -> out.fixed64(in.f64());
            case V128 -> vector();
            case HEAP_TYPE -> out.heapType(types.heapType());
            case TYPE_FIELD -> out.u32(scope.field(index(Space.TYPE), in));
            case TYPE_COUNT -> {
                index(Space.TYPE);
                out.u32(in.u32());
            }
            case TYPE_DATA -> {
                index(Space.TYPE);
                data();
            }
            case TYPE_ELEM -> {
                index(Space.TYPE);
                index(Space.ELEM);
            }
            case TYPE_TYPE -> {
                index(Space.TYPE);
                index(Space.TYPE);
            }
            case BR_CAST -> branchOnCast(function);
            case ZERO -> out.u8(0);
            default -> throw new IllegalStateException(opcode.text() + " is parsed elsewhere");
        }
    }

    private int index(Space space) {
        int index = scope.index(space, in);
        out.u32(index);
        return index;
    }

    private void optionalIndex(Space space) {
        out.u32(Scope.isIndex(in) ? scope.index(space, in) : 0);
    }

    private void indexPair(Space space) {
        if (Scope.isIndex(in)) {
            index(space);
            index(space);
        } else {
            out.u32(0).u32(0);
        }
    }

    private void data() {
        usesData = true;
        index(Space.DATA);
    }

    /** {@code target? segment} in the text, segment before target in the binary. */
    private void segment(Space targets, Space segments) {
        boolean both = Scope.isIndex(in) && (in.kind(1) == TokenKind.NAT || in.kind(1) == TokenKind.ID);
        int target = both ? scope.index(targets, in) : 0;
        out.u32(scope.index(segments, in)).u32(target);
    }

    private void branchTable(FunctionScope function) {
        var labels = new ArrayList<Integer>();
        do {
            labels.add(function.label(in));
        } while (Scope.isIndex(in));
        out.u32(labels.size() - 1);
        labels.forEach(out::u32);
    }

    private void callIndirect() {
        int table = Scope.isIndex(in) ? scope.index(Space.TABLE, in) : 0;
        out.u32(types.typeUse(false).index()).u32(table);
    }

    private void select() {
        if (!in.isForm("result")) {
            out.opcode(Opcode.SELECT);
            return;
        }
        var results = types.results();
        out.opcode(Opcode.SELECT_T).u32(results.size());
        results.forEach(out::storageType);
    }

    private void cast(Opcode strict, Opcode orNull) {
        var type = types.refType();
        out.opcode(type.nullable() ? orNull : strict).heapType(type.heapType());
    }

    private void branchOnCast(FunctionScope function) {
        int label = function.label(in);
        RefType source = types.refType();
        RefType target = types.refType();
        out.u8((source.nullable() ? 1 : 0) | (target.nullable() ? 2 : 0)).u32(label);
        out.heapType(source.heapType()).heapType(target.heapType());
    }

    /** A block's type: nothing, one result, or a type index (spec 5.4.1). */
    void blockType() {
        if (in.isForm("type")) {
            out.signed(Integer.toUnsignedLong(types.explicitTypeUse(false).index()));
            return;
        }
        FuncType type = types.signature(false).type();
        if (!type.params().isEmpty() || type.results().size() > 1) {
            out.signed(scope.indexOf(type));
        } else if (type.results().isEmpty()) {
            out.u8(EMPTY_BLOCK);
        } else {
            ValType result = type.results().getFirst();
            out.storageType(result);
        }
    }

    /** The catch clauses of a {@code try_table}; their labels are those around it. */
    void catches(FunctionScope function) {
        var clauses = new BinaryWriter();
        int count = 0;
        while (in.kind() == TokenKind.OPEN) {
            int code = catchCode();
            if (code < 0) {
                break;
            }
            in.advance();
            in.advance();
            clauses.u8(code);
            if (code < 2) {
                clauses.u32(scope.index(Space.TAG, in));
            }
            clauses.u32(function.label(in));
            in.close();
            count++;
        }
        out.u32(count).bytes(clauses.toByteArray());
    }

    private int catchCode() {
        if (in.kind(1) != TokenKind.KEYWORD) {
            return -1;
        }
        return switch (in.text(1)) {
            case "catch" -> 0;
            case "catch_ref" -> 1;
            case "catch_all" -> 2;
            case "catch_all_ref" -> 3;
            default -> -1;
        };
    }

    /** Whether the number that is next is the lane and no memory index. */
    private boolean isLaneLast() {
        return in.kind(1) != TokenKind.NAT && !isArgument(1, "offset=") && !isArgument(1, "align=");
    }

    private boolean isArgument(int ahead, String prefix) {
        return in.kind(ahead) == TokenKind.KEYWORD && in.text(ahead).startsWith(prefix) && Keywords.isKnown(in.text(ahead));
    }

    private void memoryArgument(Opcode opcode, boolean hasMemory) {
        int memory = hasMemory ? scope.index(Space.MEMORY, in) : 0;
        long offset = 0;
        int alignment = opcode.naturalAlignment();
        if (isArgument(0, "offset=")) {
            var value = Numbers.integer(in.text().substring("offset=".length()));
            if (!Numbers.fitsUnsigned(value, 64)) {
                throw in.error("i64 constant out of range: " + in.shown());
            }
            offset = value.longValue();
            in.advance();
        }
        if (isArgument(0, "align=")) {
            var value = Numbers.integer(in.text().substring("align=".length()));
            if (value.bitCount() != 1 || value.bitLength() > 64) {
                throw in.error("alignment must be a power of two: " + in.shown());
            }
            alignment = value.bitLength() - 1;
            in.advance();
        }
        out.u32(memory == 0 ? alignment : alignment | MEMORY_FLAG);
        if (memory != 0) {
            out.u32(memory);
        }
        out.u64(offset);
    }

    private void lane() {
        out.u8((int) in.unsigned(8, "i8 constant out of range"));
    }

    private void shuffle() {
        for (int i = 0; i < 16; i++) {
            if (!in.isNumber()) {
                throw in.error("invalid lane length: expected 16 lane indices, found " + i);
            }
            if (in.kind() != TokenKind.NAT) {
                throw in.error("i8 constant out of range: " + in.shown());
            }
            lane();
        }
        if (in.isNumber()) {
            throw in.error("invalid lane length: more than 16 lane indices");
        }
    }

    private void vector() {
        VectorLiteral.parse(in, out);
    }
}
