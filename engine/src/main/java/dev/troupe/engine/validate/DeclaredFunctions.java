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
        module.exports().stream().filter(export -> export.kind() == ExternKind.FUNC).forEach(export -> declared.add(export.index()));
        module.globals().forEach(global -> declared.addAll(global.init()));
        module.tables().forEach(table -> table.init().ifPresent(declared::addAll));
        for (var segment : module.elements()) {
            switch (segment.init()) {
                case ElementInit.Functions functions -> {
                    for (int index : functions.indices()) {
                        declared.add(index);
                    }
                }
                case ElementInit.Expressions expressions -> expressions.expressions().forEach(declared::addAll);
            }
            declared.addOffset(segment.mode());
        }
        module.dataSegments().forEach(segment -> declared.addOffset(segment.mode()));
        return declared.found;
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
