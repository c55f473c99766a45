package dev.troupe.engine.text;

import dev.troupe.engine.module.BinaryWriter;
import dev.troupe.engine.module.CustomSection;
import dev.troupe.engine.module.LocalRun;
import dev.troupe.engine.module.Slice;
import java.util.List;

/** Builds the {@code metadata.code.branch_hint} section from the annotations of a module. */
final class BranchHints {
    private static final int BEFORE_CODE = 12;

    private final BinaryWriter functions = new BinaryWriter();
    private int count;

    /** @param hints pairs of an offset in the code buffer, where the body starts at {@code bodyStart}, and the hint */
    void add(int function, List<LocalRun> locals, int bodyStart, List<int[]> hints) {
        if (hints.isEmpty()) {
            return;
        }
        count++;
        functions.u32(function).u32(hints.size());
        int shift = localsSize(locals) - bodyStart;
        for (int[] hint : hints) {
            functions.u32(hint[0] + shift).u32(1).u8(hint[1]);
        }
    }

    /** Offsets count from the declaration of the locals on. */
    static int localsSize(List<LocalRun> locals) {
        var writer = new BinaryWriter().u32(locals.size());
        locals.forEach(run -> writer.u32(run.count()).storageType(run.type()));
        return writer.size();
    }

    List<CustomSection> section() {
        if (count == 0) {
            return List.of();
        }
        byte[] bytes = new BinaryWriter().u32(count).bytes(functions.toByteArray()).toByteArray();
        return List.of(new CustomSection(Annotation.BRANCH_HINT, Slice.of(bytes), BEFORE_CODE));
    }
}
