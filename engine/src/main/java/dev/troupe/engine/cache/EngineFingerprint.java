package dev.troupe.engine.cache;

import dev.troupe.engine.compile.ModuleCompiler;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;

/**
 * What tells one build of the engine from another: checksums over the jar or the folder that the engine is in, and the Java version. A
 * changed engine never loads old code, whether or not somebody thought of raising a version.
 */
final class EngineFingerprint {
    // The end of a zip file without a comment (APPNOTE.TXT 4.3.16).
    private static final int END_BYTES = 22;
    private static final int END_SIGNATURE = 0x06054B50;
    private static final int END_DIRECTORY_LENGTH = 12;
    private static final int END_DIRECTORY_START = 16;

    private static final String VALUE = calculate();

    private EngineFingerprint() {}

    /** Null if the engine is somewhere that cannot be read; then code can neither be kept nor used. */
    static String get() {
        return VALUE;
    }

    private static String calculate() {
        var source = ModuleCompiler.class.getProtectionDomain().getCodeSource();
        if (source == null || source.getLocation() == null || !"file".equals(source.getLocation().getProtocol())) {
            return null;
        }
        try {
            return of(Path.of(source.getLocation().toURI()));
        } catch (IOException | URISyntaxException e) {
            return null;
        }
    }

    /** The fingerprint of a file, or of all files below a folder. */
    static String of(Path place) throws IOException {
        // Two checksums of 32 bits that the processor calculates; nobody is to be kept from forging an engine.
        var checksums = new Checksum[] {new CRC32(), new CRC32C()};
        long length = 0;
        if (Files.isDirectory(place)) {
            try (var files = Files.walk(place)) {
                for (var file : files.filter(Files::isRegularFile).sorted().toList()) {
                    update(checksums, place.relativize(file).toString().getBytes(java.nio.charset.StandardCharsets.UTF_8));
                    length += update(checksums, Files.readAllBytes(file));
                }
            }
        } else {
            length = Files.size(place);
            update(checksums, contents(place));
        }
        return hex(checksums[0].getValue()) + hex(checksums[1].getValue()) + "-" + length + " java " + Runtime.version().feature();
    }

    /** A jar's central directory, which has the length and a checksum of everything in it; the whole of any other file. */
    private static byte[] contents(Path file) throws IOException {
        try (var in = new RandomAccessFile(file.toFile(), "r")) {
            var end = new byte[(int) Math.min(END_BYTES, in.length())];
            in.seek(in.length() - end.length);
            in.readFully(end);
            var record = ByteBuffer.wrap(end).order(ByteOrder.LITTLE_ENDIAN);
            if (end.length == END_BYTES && record.getInt(0) == END_SIGNATURE) {
                long length = Integer.toUnsignedLong(record.getInt(END_DIRECTORY_LENGTH));
                long start = Integer.toUnsignedLong(record.getInt(END_DIRECTORY_START));
                if (start + length == in.length() - END_BYTES) {
                    var directory = new byte[(int) length];
                    in.seek(start);
                    in.readFully(directory);
                    return directory;
                }
            }
        }
        return Files.readAllBytes(file);
    }

    private static int update(Checksum[] checksums, byte[] bytes) {
        for (var checksum : checksums) {
            checksum.update(bytes);
        }
        return bytes.length;
    }

    static String hex(long value) {
        var digits = Long.toHexString(value);
        return "0".repeat(8 - digits.length()) + digits;
    }
}
