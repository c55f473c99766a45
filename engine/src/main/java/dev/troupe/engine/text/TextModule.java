package dev.troupe.engine.text;

import dev.troupe.engine.module.InvalidModuleException;
import dev.troupe.engine.module.Module;

/**
 * A module parsed from text that still knows where its instructions stood. Immutable and thread-safe.
 *
 * @param positions from offsets in the module's bodies to the source
 */
public record TextModule(Module module, SourcePositions positions) {
    /** What validation of {@link #module()} found, with line, column and instruction instead of a meaningless offset if they are known. */
    public InvalidModuleException locate(InvalidModuleException e) {
        var place = e.offset() < 0 ? null : positions.describe(e.offset());
        return place == null ? e : e.at(place);
    }
}
