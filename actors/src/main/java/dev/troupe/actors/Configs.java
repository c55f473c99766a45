package dev.troupe.actors;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;

/** Readings of {@code reference.conf} that the library lacks. */
final class Configs {
    private Configs() {}

    /** A duration, zero if it is "off". */
    static Duration duration(Config config, String key) {
        return isOff(config, key) ? Duration.ZERO : config.getDuration(key);
    }

    /** A number of bytes, 0 if it is "off". */
    static long bytes(Config config, String key) {
        return isOff(config, key) ? 0 : config.getBytes(key);
    }

    static <E extends Enum<E>> E constant(Config config, String key, Class<E> type) {
        var name = config.getString(key);
        try {
            return Enum.valueOf(type, name.toUpperCase(Locale.ROOT).replace('-', '_'));
        } catch (IllegalArgumentException e) {
            var known = Arrays.toString(type.getEnumConstants()).toLowerCase(Locale.ROOT);
            throw new ConfigException.BadValue(config.origin(), key, "expected one of " + known + ", got " + name, e);
        }
    }

    private static boolean isOff(Config config, String key) {
        // HOCON reads an unquoted off as the boolean false.
        var text = config.getString(key);
        return text.equals("off") || text.equals("false");
    }
}
