package dev.troupe.engine.binary;

import dev.troupe.engine.module.AbstractHeapType;
import dev.troupe.engine.module.BinaryReader;
import dev.troupe.engine.module.ElementInit;
import dev.troupe.engine.module.ElementSegment;
import dev.troupe.engine.module.RefType;
import dev.troupe.engine.module.SegmentMode;
import dev.troupe.engine.module.Slice;
import dev.troupe.engine.module.TypeReader;
import java.util.ArrayList;
import java.util.Arrays;

/** Reads element segments (spec 5.5.12) and the constant expressions in them and elsewhere. */
final class ElementReader {
    /** The bits of a segment's kind. */
    private static final int NOT_ACTIVE = 1;
    /** A table index if active, else declarative rather than passive. */
    private static final int EXPLICIT = 2;
    private static final int EXPRESSIONS = 4;

    private static final RefType NON_NULL_FUNC = TypeReader.refTo(false, AbstractHeapType.FUNC);

    private final BinaryReader in;
    private final InstructionScanner scanner;

    ElementReader(BinaryReader in, InstructionScanner scanner) {
        this.in = in;
        this.scanner = scanner;
    }

    /** A constant expression with its {@code end}. */
    Slice expression() {
        int start = in.position();
        scanner.scan();
        return new Slice(in.bytes(), start, in.position());
    }

    ElementSegment segment() {
        int at = in.position();
        int kind = in.readU32();
        if ((kind & ~(NOT_ACTIVE | EXPLICIT | EXPRESSIONS)) != 0) {
            throw Malformed.found("malformed elements segment kind", kind, at);
        }
        boolean expressions = (kind & EXPRESSIONS) != 0;
        var mode = mode(kind);
        var type = expressions ? RefType.FUNCREF : NON_NULL_FUNC;
        if ((kind & (NOT_ACTIVE | EXPLICIT)) != 0) {
            if (expressions) {
                type = TypeReader.refType(in);
            } else {
                elementKind();
            }
        }
        return new ElementSegment(type, expressions ? expressions() : functions(), mode);
    }

    private SegmentMode mode(int kind) {
        boolean explicit = (kind & EXPLICIT) != 0;
        if ((kind & NOT_ACTIVE) != 0) {
            return explicit ? new SegmentMode.Declarative() : new SegmentMode.Passive();
        }
        return new SegmentMode.Active(explicit ? in.readU32() : 0, expression());
    }

    private void elementKind() {
        int at = in.position();
        int kind = in.readByte();
        if (kind != 0) {
            throw Malformed.found("malformed element kind", kind, at);
        }
    }

    private ElementInit functions() {
        int count = in.readLength();
        var indices = new int[Math.min(count, in.remaining())];
        for (int i = 0; i < count; i++) {
            if (i == indices.length) {
                indices = Arrays.copyOf(indices, count);
            }
            indices[i] = in.readU32();
        }
        return new ElementInit.Functions(indices);
    }

    private ElementInit expressions() {
        int count = in.readLength();
        var list = new ArrayList<Slice>();
        for (int i = 0; i < count; i++) {
            list.add(expression());
        }
        return new ElementInit.Expressions(list);
    }
}
