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
     * Parses arguments by the types of a function's parameters, into {@code Integer}, {@code Long}, {@code Float} and {@code Double}.
     *
     * @throws IllegalArgumentException with a message for the user if they do not fit
     */
    static List<Object> parse(String export, FuncType type, List<String> words) {
        if (words.size() != type.params().size()) {
            throw new IllegalArgumentException("\"" + export + "\" is a function of type " + type + ": expected "
                    + count(type.params().size(), "argument") + ", got " + words.size());
        }
        var values = new ArrayList<>(words.size());
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

    private static Object parse(ValType type, String word) {
        var text = word.replace("_", "");
        return switch (type) {
            case NumType.I32 -> integer(text, 32).intValue();
            case NumType.I64 -> integer(text, 64).longValue();
            case NumType.F32 -> isSpecial(text) ? (float) special(text) : Float.parseFloat(text);
            case NumType.F64 -> isSpecial(text) ? special(text) : Double.parseDouble(text);
            default -> throw new NumberFormatException();
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

    /** Numbers as messages carry them. */
    static List<Value> toProtocol(List<Object> numbers) {
        return numbers.stream().map(Values::toProtocol).toList();
    }

    private static Value toProtocol(Object number) {
        return switch (number) {
            case Integer i -> Value.i32(i);
            case Long l -> Value.i64(l);
            case Float f -> Value.f32(f);
            case Double d -> Value.f64(d);
            default -> throw new IllegalArgumentException("no number: " + number);
        };
    }

    /** As a person writes it: integers signed and decimal, floats in the fewest digits that give them back. */
    static String format(Object value) {
        return switch (value) {
            case null -> "null";
            case Float f when f.isNaN() -> "nan";
            case Double d when d.isNaN() -> "nan";
            case Float f when f.isInfinite() -> f > 0 ? "inf" : "-inf";
            case Double d when d.isInfinite() -> d > 0 ? "inf" : "-inf";
            case Float f -> trim(Float.toString(f));
            case Double d -> trim(Double.toString(d));
            default -> value.toString();
        };
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
