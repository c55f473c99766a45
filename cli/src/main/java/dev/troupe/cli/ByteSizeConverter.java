package dev.troupe.cli;

import java.util.Locale;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** {@code 64MiB}, {@code 1GiB}, {@code 500kB}; a bare number is bytes, K, M and G are powers of 1024. */
final class ByteSizeConverter implements ITypeConverter<Long> {
    private static final Pattern FORMAT = Pattern.compile("(\\d{1,15})\\s*([kmg]?)(i?b)?");

    @Override
    public Long convert(String text) {
        var match = FORMAT.matcher(text.toLowerCase(Locale.ROOT));
        if (!match.matches()) {
            throw new TypeConversionException("'" + text + "' is not a size such as 64MiB, 500kB or 65536");
        }
        int power = " kmg".indexOf(match.group(2).isEmpty() ? " " : match.group(2));
        long unit = 1;
        for (int i = 0; i < power; i++) {
            unit *= "b".equals(match.group(3)) ? 1000 : 1024;
        }
        try {
            return Math.multiplyExact(Long.parseLong(match.group(1)), unit);
        } catch (ArithmeticException _) {
            throw new TypeConversionException("'" + text + "' is more bytes than there are");
        }
    }

    /** Such as {@code 64 MiB} or {@code 18.2 KiB}. */
    static String format(long bytes) {
        if (bytes < 1024) {
            return bytes + " B";
        }
        double value = bytes;
        int power = 0;
        while (value >= 1024 && power < 4) {
            value /= 1024;
            power++;
        }
        var number = value == Math.rint(value) ? String.valueOf((long) value) : String.format(Locale.ROOT, "%.1f", value);
        return number + " " + " KMGT".charAt(power) + "iB";
    }
}
