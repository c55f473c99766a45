package dev.troupe.tests.differential;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a call did, in the words of either engine brought to one form. */
final class Outcome {
    /** After this the stack may have ended at different places, so nothing later can be compared. */
    static final String EXHAUSTED = "trap call stack exhausted";

    /** What V8 says, and what the specification says instead; both where V8 does not tell cases apart. */
    private static final List<Map.Entry<String, String>> TRAPS = List.of(
            Map.entry("unreachable.*", "unreachable"),
            Map.entry("memory access out of bounds|out of bounds memory access|data segment out of bounds.*",
                    "out of bounds memory access"),
            Map.entry("(divide|remainder) by zero|integer divide by zero", "integer divide by zero"),
            Map.entry("divide result unrepresentable|float unrepresentable in integer range|integer overflow|invalid conversion to integer",
                    "integer overflow"),
            Map.entry("table index is out of bounds|undefined element|out of bounds table access|element segment out of bounds.*",
                    "out of bounds table access"),
            Map.entry("null function or function signature.*|function signature mismatch|indirect call type mismatch|uninitialized element",
                    "indirect call type mismatch"),
            Map.entry("dereferencing a null pointer|rethrowing null value|null .*reference", "null reference"),
            Map.entry("illegal cast|cast failure", "cast failure"),
            Map.entry("array element access out of bounds|out of bounds array access", "out of bounds array access"),
            Map.entry("operation does not support unaligned accesses|unaligned atomic", "unaligned atomic"),
            Map.entry("Maximum call stack size exceeded|call stack exhausted", "call stack exhausted"));

    /** Where an instruction deserves both traps, V8 has an order of its own: atomic accesses, and {@code array.init_data}. */
    private static final List<Set<String>> EITHER = List.of(
            Set.of("trap unaligned atomic", "trap out of bounds memory access"),
            Set.of("trap out of bounds array access", "trap out of bounds memory access"));

    private Outcome() {}

    static boolean agree(String ours, String theirs) {
        return ours.equals(theirs) || EITHER.stream().anyMatch(traps -> traps.contains(ours) && traps.contains(theirs));
    }

    /** An outcome with its trap named as the specification does. */
    static String normal(String outcome) {
        if (!outcome.startsWith("trap ")) {
            return outcome;
        }
        var message = outcome.substring("trap ".length());
        for (var trap : TRAPS) {
            if (message.matches(trap.getKey())) {
                return "trap " + trap.getValue();
            }
        }
        return outcome;
    }
}
