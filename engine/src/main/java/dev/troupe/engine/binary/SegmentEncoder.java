package dev.troupe.engine.binary;

import dev.troupe.engine.module.BinaryWriter;
import dev.troupe.engine.module.DataSegment;
import dev.troupe.engine.module.ElementInit;
import dev.troupe.engine.module.ElementSegment;
import dev.troupe.engine.module.RefType;
import dev.troupe.engine.module.SegmentMode;

/** Element and data segments in the binary format (spec 5.5.12, 5.5.14). */
final class SegmentEncoder {
    private static final int PASSIVE_OR_DECLARATIVE = 1;
    private static final int EXPLICIT_TARGET = 2;
    private static final int EXPRESSIONS = 4;

    private SegmentEncoder() {}

    static void element(BinaryWriter w, ElementSegment segment) {
        boolean expressions = segment.init() instanceof ElementInit.Expressions;
        int flags = (expressions ? EXPRESSIONS : 0)
                | switch (segment.mode()) {
                    case SegmentMode.Passive p -> PASSIVE_OR_DECLARATIVE;
                    case SegmentMode.Declarative d -> PASSIVE_OR_DECLARATIVE | EXPLICIT_TARGET;
                    case SegmentMode.Active a -> a.target() != 0 || expressions && !segment.type().equals(RefType.FUNCREF)
                            ? EXPLICIT_TARGET
                            : 0;
                };
        w.u32(flags);
        if (segment.mode() instanceof SegmentMode.Active active) {
            if ((flags & EXPLICIT_TARGET) != 0) {
                w.u32(active.target());
            }
            w.bytes(active.offset());
        }
        boolean typed = (flags & (PASSIVE_OR_DECLARATIVE | EXPLICIT_TARGET)) != 0;
        switch (segment.init()) {
            case ElementInit.Functions functions -> {
                if (typed) {
                    w.u8(0);
                }
                w.u32(functions.size());
                for (int index : functions.indices()) {
                    w.u32(index);
                }
            }
            case ElementInit.Expressions list -> {
                if (typed) {
                    w.storageType(segment.type());
                }
                w.u32(list.size());
                list.expressions().forEach(w::bytes);
            }
        }
    }

    static void data(BinaryWriter w, DataSegment segment) {
        switch (segment.mode()) {
            case SegmentMode.Active active when active.target() == 0 -> w.u32(0).bytes(active.offset());
            case SegmentMode.Active active -> w.u32(2).u32(active.target()).bytes(active.offset());
            default -> w.u32(1);
        }
        w.u32(segment.bytes().length()).bytes(segment.bytes());
    }
}
