package dev.troupe.tests.sizes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.engine.Engine;
import dev.troupe.engine.runtime.CodeReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * No method that the engine generates for a real program is too large for HotSpot's compilers: functions, their parts, the instance,
 * functions as values, signatures, constant expressions, structs and arrays. The programs are those in {@code wasm/}, {@code npm/} and the
 * examples.
 */
@Timeout(600)
class MethodSizesTest {
    static List<Path> programs() {
        var data = System.getenv("TROUPE_TESTDATA");
        var folders = data == null ? Stream.<Path>of() : Stream.of(Path.of(data, "wasm"), Path.of(data, "npm"));
        return Stream.concat(folders, Stream.of(Path.of("..", "examples", "modules")))
                .filter(Files::isDirectory)
                .flatMap(MethodSizesTest::modules)
                .toList();
    }

    private static Stream<Path> modules(Path folder) {
        try (var files = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
            // Those of the same program with its standard library or debug information have the same functions.
            return files.filter(file -> file.toString().endsWith(".wasm") && !file.toString().contains("+stdlib")).sorted().toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("programs")
    void hotSpotCompilesAllMethods(Path file) throws IOException {
        var report = Engine.create().compile(file).codeReport(done -> {});
        assertThat(report.methods()).as("generated methods of %s", file).isNotEmpty();
        assertThat(report.beyondJitLimit()).as("methods of %s beyond %d bytes", file, CodeReport.JIT_LIMIT).isEmpty();
    }
}
