package dev.troupe.engine.text;

import dev.troupe.engine.module.AbstractHeapType;
import dev.troupe.engine.module.Opcode;
import java.util.Set;

/** All words of the text format: what tells a misplaced word ("unexpected token") from one that does not exist ("unknown operator"). */
final class Keywords {
    private static final Set<String> STRUCTURE = Set.of(
            "module", "type", "rec", "sub", "final", "func", "struct", "array", "field", "mut", "param", "result", "local", "import",
            "export", "table", "memory", "global", "tag", "start", "elem", "data", "offset", "item", "declare", "shared", "pagesize",
            "then", "do", "catch_ref", "catch_all_ref", "i32", "i64", "f32", "f64", "v128", "i8", "i16", "ref", "null", "i8x16",
            "i16x8", "i32x4", "i64x2", "f32x4", "f64x2", "binary", "quote", "definition", "instance", "script", "register", "invoke",
            "get", "assert_malformed", "assert_malformed_custom", "assert_invalid", "assert_invalid_custom", "assert_unlinkable",
            "assert_return", "assert_trap", "assert_exhaustion", "assert_exception", "either", "input", "output", "thread", "wait",
            "nan:canonical", "nan:arithmetic", "ref.extern", "ref.host", "ref.struct", "ref.array", "ref.eq", "ref.any", "ref.exn");

    private Keywords() {}

    static boolean isKnown(String word) {
        return STRUCTURE.contains(word)
                || Opcode.ofText(word) != null
                || AbstractHeapTypes.byName(word) != null
                || AbstractHeapTypes.byShorthand(word) != null
                || isMemoryArgument(word);
    }

    private static boolean isMemoryArgument(String word) {
        int equals = word.indexOf('=') + 1;
        if (!word.startsWith("offset=") && !word.startsWith("align=") || equals == word.length()) {
            return false;
        }
        byte[] number = word.substring(equals).getBytes(java.nio.charset.StandardCharsets.UTF_8);
        return Numbers.classify(number, 0, number.length) == TokenKind.NAT;
    }

    /** The abstract heap types by their words. */
    static final class AbstractHeapTypes {
        private static final java.util.Map<String, AbstractHeapType> BY_NAME = new java.util.HashMap<>();
        private static final java.util.Map<String, AbstractHeapType> BY_SHORTHAND = new java.util.HashMap<>();

        static {
            for (var type : AbstractHeapType.values()) {
                BY_NAME.put(type.toString(), type);
                BY_SHORTHAND.put(type.nullableShorthand(), type);
            }
        }

        private AbstractHeapTypes() {}

        static AbstractHeapType byName(String word) {
            return BY_NAME.get(word);
        }

        /** The type that {@code anyref} and its like are nullable references to. */
        static AbstractHeapType byShorthand(String word) {
            return BY_SHORTHAND.get(word);
        }
    }
}
