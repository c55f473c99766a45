package dev.troupe.tests.benchmarks;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;

/**
 * What a program must answer.
 *
 * @param exit its exit code
 * @param lastLine whether only the last line of its standard output counts, because the others tell times
 * @param output says of what was printed whether it is right
 */
record Check(int exit, boolean lastLine, Output output) {
    /** Looks at what counts of a program's standard output. */
    interface Output {
        boolean isRight(byte[] actual) throws IOException;
    }

    static Check prints(int exit, String text) {
        return new Check(exit, false, actual -> new String(actual, StandardCharsets.UTF_8).equals(text));
    }

    static Check endsWith(int exit, String line) {
        return new Check(exit, true, actual -> new String(actual, StandardCharsets.UTF_8).strip().equals(line.strip()));
    }

    /** That the output is a gzip of that file. */
    static Check compresses(Path file) {
        return new Check(0, false, actual -> {
            try (var plain = new GZIPInputStream(new ByteArrayInputStream(actual))) {
                return Arrays.equals(plain.readAllBytes(), Files.readAllBytes(file));
            }
        });
    }
}
