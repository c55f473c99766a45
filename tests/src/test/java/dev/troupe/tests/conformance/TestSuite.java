package dev.troupe.tests.conformance;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The official test scripts, where the environment says they are. */
final class TestSuite {
    private TestSuite() {}

    /** Skips the calling test, saying why, if there are none. */
    static Path root() {
        var data = System.getenv("TROUPE_TESTDATA");
        assumeTrue(data != null, "TROUPE_TESTDATA is not set: scripts/fetch-testdata fetches the official test suite");
        var root = Path.of(data, "testsuite");
        assumeTrue(Files.isDirectory(root), root + " does not exist: scripts/fetch-testdata fetches the official test suite");
        return root;
    }

    /** The scripts in a folder below the root, sorted; not in folders below that. */
    static List<Path> scripts(String folder) {
        try (var files = Files.list(root().resolve(folder))) {
            return files.filter(file -> file.toString().endsWith(".wast")).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
