package dev.troupe.engine.text;

import dev.troupe.engine.module.BinaryReader;
import dev.troupe.engine.module.FuncType;
import dev.troupe.engine.module.HeapType;
import dev.troupe.engine.module.Module;
import dev.troupe.engine.module.Opcode;
import dev.troupe.engine.module.RefType;
import dev.troupe.engine.module.Slice;
import dev.troupe.engine.module.SubType;
import dev.troupe.engine.module.TypeReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Prints instruction sequences in the flat form, one instruction a line, indented by block. */
final class InstructionPrinter {
    private static final int EMPTY_BLOCK = 0x40;
    private static final int MEMORY_FLAG = 0x40;
    private static final String[] CATCHES = {"catch", "catch_ref", "catch_all", "catch_all_ref"};

    private final Module module;
    private final TypePrinter types;
    private final ModuleNames names;
    private final StringBuilder out;

    private final List<String> labels = new ArrayList<>();
    private Identifiers locals = Identifiers.NONE;
    private Map<Integer, String> labelNames = Map.of();
    private Map<Integer, Integer> hints = Map.of();
    private int blocks;
    private BinaryReader in;

    InstructionPrinter(Module module, TypePrinter types, ModuleNames names, StringBuilder out) {
        this.module = module;
        this.types = types;
        this.names = names;
        this.out = out;
    }

    /**
     * A function's body, each instruction on a line of its own, without the final {@code end}.
     *
     * @param hintsByOffset branch hints by the offset of their instruction in the body
     */
    void body(Slice body, Identifiers localNames, Map<Integer, String> labelsOfFunction, Map<Integer, Integer> hintsByOffset) {
        locals = localNames;
        labelNames = labelsOfFunction;
        hints = hintsByOffset;
        blocks = 0;
        in = new BinaryReader(body);
        labels.clear();
        while (true) {
            int offset = in.position() - body.start();
            var opcode = opcode();
            if (opcode == Opcode.END && labels.isEmpty()) {
                return;
            }
            boolean dedent = switch (opcode) {
                case END, ELSE, CATCH, CATCH_ALL, DELEGATE -> true;
                default -> false;
            };
            int depth = Math.max(labels.size() - (dedent ? 1 : 0), 0);
            if (hints.containsKey(offset)) {
                line(depth).append("(@metadata.code.branch_hint \"\\0").append(hints.get(offset)).append("\")");
            }
            line(depth).append(opcode.text());
            instruction(opcode);
        }
    }

    private StringBuilder line(int depth) {
        return out.append('\n').append("    ").append("  ".repeat(Math.min(depth, 60)));
    }

    /** A constant expression: one instruction in parentheses, or several after {@code keyword}. */
    void expression(Slice expression, String keyword) {
        locals = Identifiers.NONE;
        labelNames = Map.of();
        labels.clear();
        in = new BinaryReader(expression);
        int start = out.length();
        int count = 0;
        while (true) {
            var opcode = opcode();
            if (opcode == Opcode.END && labels.isEmpty()) {
                break;
            }
            out.append(count++ == 0 ? "" : " ").append(opcode.text());
            instruction(opcode);
        }
        if (count == 1) {
            out.insert(start, "(").append(')');
        } else if (!keyword.isEmpty()) {
            out.insert(start, "(" + keyword + " ").append(')');
        }
    }

    private Opcode opcode() {
        int code = in.readByte();
        var opcode = Opcode.of(0, code);
        return opcode != null ? opcode : Opcode.of(code, in.readU32());
    }

    private void instruction(Opcode opcode) {
        switch (opcode.immediate()) {
            case NONE -> {
                if (opcode == Opcode.END) {
                    labels.removeLast();
                }
            }
            case BLOCK -> {
                openLabel();
                blockType();
            }
            case TRY_TABLE -> {
                String label = openLabel();
                blockType();
                labels.removeLast();
                catches();
                labels.add(label);
            }
            case LABEL -> {
                if (opcode == Opcode.DELEGATE) {
                    labels.removeLast();
                }
                label();
            }
            case BR_TABLE -> {
                int count = in.readLength();
                for (int i = 0; i <= count; i++) {
                    label();
                }
            }
            case FUNC -> word(names.functions.reference(in.readU32()));
            case TYPE_TABLE -> {
                int type = in.readU32();
                int table = in.readU32();
                if (table != 0) {
                    word(names.tables.reference(table));
                }
                word("(type " + names.types.reference(type) + ")");
            }
            case TYPE -> word(names.types.reference(in.readU32()));
            case TAG -> word(names.tags.reference(in.readU32()));
            case LOCAL -> word(locals.reference(in.readU32()));
            case GLOBAL -> word(names.globals.reference(in.readU32()));
            case TABLE -> optional(names.tables);
            case TABLE_TABLE -> pair(names.tables);
            case ELEM_TABLE -> segment(names.elements, names.tables);
            case ELEM -> word(names.elements.reference(in.readU32()));
            case DATA -> word(names.data.reference(in.readU32()));
            case DATA_MEMORY -> segment(names.data, names.memories);
            case MEMORY -> optional(names.memories);
            case MEMORY_MEMORY -> pair(names.memories);
            case MEMARG -> memoryArgument(opcode, false);
            case MEMARG_LANE -> memoryArgument(opcode, true);
            case LANE -> number(in.readByte());
            case SHUFFLE -> {
                for (int i = 0; i < 16; i++) {
                    number(in.readByte());
                }
            }
            case I32 -> number(in.readS32());
            case I64 -> number(in.readS64());
            case F32 -> word(NumberPrinter.f32(in.readI32Bits()));
            case F64 -> word(NumberPrinter.f64(in.readI64Bits()));
            case V128 -> {
                word("i32x4");
                for (int i = 0; i < 4; i++) {
                    word(String.format("0x%08x", in.readI32Bits()));
                }
            }
            case HEAP_TYPE -> heapType(opcode);
            case VAL_TYPES -> {
                int count = in.readLength();
                out.append(" (result");
                for (int i = 0; i < count; i++) {
                    word(types.storageType(TypeReader.valType(in)));
                }
                out.append(')');
            }
            case TYPE_FIELD -> {
                int type = in.readU32();
                word(names.types.reference(type));
                word(names.fields(type).reference(in.readU32()));
            }
            case TYPE_COUNT -> {
                word(names.types.reference(in.readU32()));
                word(Integer.toUnsignedString(in.readU32()));
            }
            case TYPE_DATA -> {
                word(names.types.reference(in.readU32()));
                word(names.data.reference(in.readU32()));
            }
            case TYPE_ELEM -> {
                word(names.types.reference(in.readU32()));
                word(names.elements.reference(in.readU32()));
            }
            case TYPE_TYPE -> {
                word(names.types.reference(in.readU32()));
                word(names.types.reference(in.readU32()));
            }
            case BR_CAST -> {
                int flags = in.readByte();
                label();
                word(types.storageType(new RefType((flags & 1) != 0, TypeReader.heapType(in))));
                word(types.storageType(new RefType((flags & 2) != 0, TypeReader.heapType(in))));
            }
            default -> in.readByte();
        }
    }

    private void word(String text) {
        out.append(' ').append(text);
    }

    private void number(long value) {
        out.append(' ').append(value);
    }

    private void optional(Identifiers space) {
        int index = in.readU32();
        if (index != 0) {
            word(space.reference(index));
        }
    }

    private void pair(Identifiers space) {
        int first = in.readU32();
        int second = in.readU32();
        if (first != 0 || second != 0) {
            word(space.reference(first));
            word(space.reference(second));
        }
    }

    /** Segment before target in the binary, {@code target? segment} in the text. */
    private void segment(Identifiers segments, Identifiers targets) {
        int segment = in.readU32();
        int target = in.readU32();
        if (target != 0) {
            word(targets.reference(target));
        }
        word(segments.reference(segment));
    }

    private void memoryArgument(Opcode opcode, boolean lane) {
        int flags = in.readU32();
        int memory = (flags & MEMORY_FLAG) != 0 ? in.readU32() : 0;
        int alignment = flags & ~MEMORY_FLAG;
        long offset = in.readU64();
        if (memory != 0) {
            word(names.memories.reference(memory));
        }
        if (offset != 0) {
            word("offset=" + Long.toUnsignedString(offset));
        }
        if (alignment != opcode.naturalAlignment()) {
            word("align=" + Long.toUnsignedString(1L << alignment));
        }
        if (lane) {
            number(in.readByte());
        }
    }

    private void heapType(Opcode opcode) {
        HeapType type = TypeReader.heapType(in);
        word(switch (opcode) {
            case REF_TEST, REF_CAST -> types.storageType(new RefType(false, type));
            case REF_TEST_NULL, REF_CAST_NULL -> types.storageType(new RefType(true, type));
            default -> types.heapType(type);
        });
    }

    private String openLabel() {
        String name = labelNames.get(blocks++);
        labels.add(name == null || name.isEmpty() ? null : name);
        if (labels.getLast() != null) {
            word(Identifiers.identifier(name));
        }
        return labels.getLast();
    }

    private void label() {
        int depth = in.readU32();
        int position = labels.size() - 1 - depth;
        String name = depth >= 0 && position >= 0 ? labels.get(position) : null;
        word(name != null && labels.lastIndexOf(name) == position ? Identifiers.identifier(name) : Integer.toUnsignedString(depth));
    }

    private void blockType() {
        if (in.peek() == EMPTY_BLOCK) {
            in.readByte();
            return;
        }
        int at = in.position();
        long index = in.readS33();
        if (index < 0) {
            in.position(at);
            word("(result " + types.storageType(TypeReader.valType(in)) + ")");
            return;
        }
        word("(type " + names.types.reference((int) index) + ")");
        List<SubType> all = module.types();
        if (index < all.size() && all.get((int) index).composite() instanceof FuncType type) {
            out.append(types.signature(type, Identifiers.NONE));
        }
    }

    private void catches() {
        int count = in.readLength();
        for (int i = 0; i < count; i++) {
            int kind = in.readByte();
            out.append(" (").append(CATCHES[kind]);
            if (kind < 2) {
                word(names.tags.reference(in.readU32()));
            }
            label();
            out.append(')');
        }
    }
}
