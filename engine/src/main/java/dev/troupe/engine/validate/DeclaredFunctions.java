package dev.troupe.engine.validate;

import dev.troupe.engine.module.BinaryReader;
import dev.troupe.engine.module.ElementInit;
import dev.troupe.engine.module.ExternKind;
import dev.troupe.engine.module.Module;
import dev.troupe.engine.module.SegmentMode;
import dev.troupe.engine.module.Slice;
import java.util.BitSet;

/** The functions that a module names outside of its bodies, and so may be referred to inside of them (spec 3.5.16, {@code refs}). */
final class DeclaredFunctions {
    private final BitSet found = new BitSet();
    private final int count;

    private DeclaredFunctions(int count) {
        this.count = count;
    }

    static BitSet of(Module module) {
        var declared = new DeclaredFunctions(module.funcTypeIndices().length);
        for (var export : module.exports()) {
            if (export.kind() == ExternKind.FUNC) {
                declared.add(export.index());
            }
        }
        for (var global : module.globals()) {
            declared.addAll(global.init());
        }
        for (var table : module.tables()) {
            if (table.init().isPresent()) {
                declared.addAll(table.init().get());
            }
        }
        for (var segment : module.elements()) {
            declared.addAll(segment.init());
            declared.addOffset(segment.mode());
        }
        for (var segment : module.dataSegments()) {
            declared.addOffset(segment.mode());
        }
        return declared.found;
    }

    private void addAll(ElementInit init) {
        if (init instanceof ElementInit.Functions functions) {
            for (int index : functions.indices()) {
                add(index);
            }
        } else if (init instanceof ElementInit.Expressions expressions) {
            for (var expression : expressions.expressions()) {
                addAll(expression);
            }
        }
    }

    private void addOffset(SegmentMode mode) {
        if (mode instanceof SegmentMode.Active active) {
            addAll(active.offset());
        }
    }

    private void addAll(Slice expression) {
        ConstantInstructions.forEach(new BinaryReader(expression), new ConstantInstructions.Each() {
            @Override
            public void refFunc(int function, int at) {
                add(function);
            }
        });
    }

    /** Indices out of range are somebody else's errors. */
    private void add(int index) {
        if (index >= 0 && index < count) {
            found.set(index);
        }
    }
}
