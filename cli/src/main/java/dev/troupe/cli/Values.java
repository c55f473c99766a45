package dev.troupe.cli;

import dev.troupe.engine.module.FuncType;
import dev.troupe.engine.module.NumType;
import dev.troupe.engine.module.ValType;
import dev.troupe.protocol.Value;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** WebAssembly numbers from and to words of the command line. */
final class Values {
    private Values() {}

    /**
     * Parses arguments by the types of a function's parameters.
     *
     * @throws IllegalArgumentException with a message for the user if they do not fit
     */
    static List<Value> parse(String export, FuncType type, List<String> words) {
        if (words.size() != type.params().size()) {
            throw new IllegalArgumentException("\"" + export + "\" is a function of type " + type + ": expected "
                    + count(type.params().size(), "argument") + ", got " + words.size());
        }
        var values = new ArrayList<Value>(words.size());
        for (int i = 0; i < words.size(); i++) {
            var param = type.params().get(i);
            try {
                values.add(parse(param, words.get(i)));
            } catch (NumberFormatException _) {
                throw new IllegalArgumentException(
                        "argument " + (i + 1) + " of \"" + export + "\": '" + words.get(i) + "' is not " + article(param));
            }
        }
        return values;
    }

    private static Value parse(ValType type, String word) {
        var text = word.replace("_", "");
        if (!(type instanceof NumType number)) {
            throw new NumberFormatException();
        }
        return switch (number) {
            case I32 -> Value.i32(integer(text, 32).intValue());
            case I64 -> Value.i64(integer(text, 64).longValue());
            case F32 -> Value.f32(isSpecial(text) ? (float) special(text) : Float.parseFloat(text));
            case F64 -> Value.f64(isSpecial(text) ? special(text) : Double.parseDouble(text));
        };
    }

    /** Decimal or 0x hexadecimal, from the smallest signed to the largest unsigned value. */
    private static BigInteger integer(String text, int bits) {
        boolean negative = text.startsWith("-");
        var digits = negative || text.startsWith("+") ? text.substring(1) : text;
        boolean hex = digits.startsWith("0x") || digits.startsWith("0X");
        digits = hex ? digits.substring(2) : digits;
        if (digits.startsWith("-") || digits.startsWith("+")) {
            throw new NumberFormatException(text);
        }
        var magnitude = new BigInteger(digits, hex ? 16 : 10);
        var value = negative ? magnitude.negate() : magnitude;
        if (negative ? value.bitLength() >= bits : value.bitLength() > bits) {
            throw new NumberFormatException(text);
        }
        return value;
    }

    private static boolean isSpecial(String text) {
        return text.toLowerCase(Locale.ROOT).matches("[+-]?(nan|inf|infinity)");
    }

    private static double special(String text) {
        var lower = text.toLowerCase(Locale.ROOT);
        if (lower.endsWith("nan")) {
            return Double.NaN;
        }
        return lower.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }

    /** As a person writes it: integers signed and decimal, floats in the fewest digits that give them back. */
    static String format(Object value) {
        if (value instanceof Float || value instanceof Double) {
            double number = ((Number) value).doubleValue();
            return Double.isNaN(number) ? "nan" : Double.isInfinite(number) ? number > 0 ? "inf" : "-inf" : trim(value.toString());
        }
        return String.valueOf(value);
    }

    private static String trim(String number) {
        return number.endsWith(".0") ? number.substring(0, number.length() - 2) : number.replace(".0E", "E").replace('E', 'e');
    }

    static String count(int count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }

    private static String article(ValType type) {
        return switch (type) {
            case NumType.I32, NumType.I64 -> "an " + type + " (decimal or 0x hexadecimal)";
            case NumType.F32, NumType.F64 -> "an " + type;
            default -> "possible here: the command line has no values of type " + type;
        };
    }
}
