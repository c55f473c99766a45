package dev.troupe.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A directory that the guest may use: {@code HOST[:GUEST[:ro]]}.
 *
 * @param host where it is
 * @param guest what the guest calls it; the host's name if not given
 * @param readOnly whether the guest may only read
 */
record DirectoryGrant(Path host, String guest, boolean readOnly) {

    static final class Converter implements ITypeConverter<DirectoryGrant> {
        @Override
        public DirectoryGrant convert(String text) {
            var parts = text.split(":", -1);
            boolean readOnly = parts.length == 3 && parts[2].equals("ro");
            if (parts.length > 3 || parts[0].isEmpty() || (parts.length == 3 && !readOnly && !parts[2].equals("rw"))) {
                throw new TypeConversionException("'" + text + "' is not HOST[:GUEST[:ro]], such as ./data:/data:ro");
            }
            var host = Path.of(parts[0]);
            if (!Files.isDirectory(host)) {
                throw new TypeConversionException("'" + parts[0] + "' is not a directory");
            }
            var guest = parts.length < 2 || parts[1].isEmpty() ? parts[0] : parts[1];
            return new DirectoryGrant(host, guest, readOnly);
        }
    }
}
