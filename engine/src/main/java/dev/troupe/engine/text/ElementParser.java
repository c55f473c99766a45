package dev.troupe.engine.text;

import dev.troupe.engine.module.AbstractHeapType;
import dev.troupe.engine.module.BinaryWriter;
import dev.troupe.engine.module.ElementInit;
import dev.troupe.engine.module.ElementSegment;
import dev.troupe.engine.module.Opcode;
import dev.troupe.engine.module.RefType;
import dev.troupe.engine.module.SegmentMode;
import dev.troupe.engine.module.Slice;
import dev.troupe.engine.text.Scope.Space;
import java.util.ArrayList;
import java.util.List;

/** The lists in element segments (spec 6.6.9). */
final class ElementParser {
    private static final RefType FUNCTIONS = new RefType(false, AbstractHeapType.FUNC);

    /** A segment whose expressions are still stretches of the code buffer: pairs of start and end; or function indices. */
    record Segment(RefType type, int[] functions, List<int[]> expressions) {
        int size() {
            return functions != null ? functions.length : expressions.size();
        }

        ElementSegment build(SegmentMode mode, byte[] code) {
            ElementInit init = functions != null
                    ? new ElementInit.Functions(functions)
                    : new ElementInit.Expressions(
                            expressions.stream().map(e -> new Slice(code, e[0], e[1])).toList());
            return new ElementSegment(type, init, mode);
        }
    }

    private final TokenCursor in;
    private final Scope scope;
    private final TypeParser types;
    private final BinaryWriter code;
    private final InstructionParser instructions;

    ElementParser(TokenCursor in, Scope scope, TypeParser types, BinaryWriter code, InstructionParser instructions) {
        this.in = in;
        this.scope = scope;
        this.types = types;
        this.code = code;
        this.instructions = instructions;
    }

    /** A type and expressions, or {@code func} and indices; the {@code func} may be missing if {@code bareIndices}. */
    Segment list(boolean bareIndices) {
        if (types.isRefType()) {
            return expressions(types.refType());
        }
        if (in.acceptKeyword("func") || bareIndices) {
            return functions();
        }
        throw in.unexpected();
    }

    /** The list in a table's own {@code (elem ...)}, whose type is the table's. */
    Segment inline(RefType type) {
        if (in.kind() == TokenKind.OPEN) {
            return expressions(type);
        }
        var segment = functions();
        return type.heapType() == AbstractHeapType.FUNC ? segment : asExpressions(type, segment);
    }

    private Segment asExpressions(RefType type, Segment segment) {
        var items = new ArrayList<int[]>();
        for (int function : segment.functions()) {
            int start = code.size();
            code.opcode(Opcode.REF_FUNC).u32(function).opcode(Opcode.END);
            items.add(new int[] {start, code.size()});
        }
        return new Segment(type, null, items);
    }

    private Segment functions() {
        var indices = new ArrayList<Integer>();
        while (Scope.isIndex(in)) {
            indices.add(scope.index(Space.FUNC, in));
        }
        return new Segment(FUNCTIONS, indices.stream().mapToInt(Integer::intValue).toArray(), null);
    }

    private Segment expressions(RefType type) {
        var items = new ArrayList<int[]>();
        while (in.kind() == TokenKind.OPEN) {
            int start = code.size();
            if (in.acceptForm("item")) {
                instructions.body(new FunctionScope());
                in.close();
            } else {
                instructions.foldedExpression(new FunctionScope());
            }
            items.add(new int[] {start, code.size()});
        }
        return new Segment(type, null, items);
    }
}
