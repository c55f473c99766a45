package dev.troupe.engine.module;

import java.util.Map;
import java.util.Optional;

/**
 * What the name section says (spec 7.4.1, with the extended-name-section proposal). Maps go from index to name; the
 * two-level maps from the outer index (function, or type) to inner index to name. A malformed name section gives {@link #NONE}.
 */
public record Names(
        Optional<String> module,
        Map<Integer, String> functions,
        Map<Integer, Map<Integer, String>> locals,
        Map<Integer, Map<Integer, String>> labels,
        Map<Integer, String> types,
        Map<Integer, String> tables,
        Map<Integer, String> memories,
        Map<Integer, String> globals,
        Map<Integer, String> elements,
        Map<Integer, String> data,
        Map<Integer, Map<Integer, String>> fields,
        Map<Integer, String> tags) {
    public static final Names NONE = new Names(
            Optional.empty(), Map.of(), Map.of(), Map.of(), Map.of(), Map.of(), Map.of(), Map.of(), Map.of(), Map.of(), Map.of(), Map.of());
}
