package dev.troupe.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** One variable of the guest's environment, {@code NAME=VALUE}; a bare {@code NAME} takes the value it has here. */
record EnvironmentEntry(String name, String value) {

    static final class Converter implements ITypeConverter<EnvironmentEntry> {
        @Override
        public EnvironmentEntry convert(String text) {
            int equals = text.indexOf('=');
            if (equals == 0 || text.isEmpty()) {
                throw new TypeConversionException("'" + text + "' is not NAME=VALUE");
            }
            if (equals > 0) {
                return new EnvironmentEntry(text.substring(0, equals), text.substring(equals + 1));
            }
            var value = System.getenv(text);
            if (value == null) {
                throw new TypeConversionException("'" + text + "' is not set here; write NAME=VALUE");
            }
            return new EnvironmentEntry(text, value);
        }
    }
}
