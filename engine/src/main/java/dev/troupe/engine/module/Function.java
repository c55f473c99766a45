package dev.troupe.engine.module;

import java.util.List;

/**
 * A function that the module defines (spec 2.5.3).
 *
 * @param locals the declared locals in runs, without the parameters; the sum of counts fits an unsigned 32-bit integer
 * @param body the instruction sequence in the binary format, from the first instruction to the final {@code end} inclusive
 */
public record Function(int typeIndex, List<LocalRun> locals, Slice body) {
    public Function {
        locals = List.copyOf(locals);
    }
}
