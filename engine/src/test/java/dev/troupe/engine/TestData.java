package dev.troupe.engine;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** What is too large for the repository; {@code tests/README.md} says what it is and where it comes from. */
public final class TestData {
    private TestData() {}

    /** A folder of it. Skips the test if it is not there. */
    public static Path folder(String name) {
        var data = System.getenv("TROUPE_TESTDATA");
        assumeTrue(data != null && Files.isDirectory(Path.of(data, name)), "TROUPE_TESTDATA names no folder with " + name);
        return Path.of(data, name);
    }
}
