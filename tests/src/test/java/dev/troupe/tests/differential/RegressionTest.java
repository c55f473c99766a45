package dev.troupe.tests.differential;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.troupe.engine.Features;
import dev.troupe.engine.script.ScriptRunner;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What random programs have found, each as a script that tells the story and what the specification wants. */
class RegressionTest {
    @TestFactory
    Stream<DynamicTest> regressions() throws IOException, URISyntaxException {
        var folder = Path.of(RegressionTest.class.getResource("regressions").toURI());
        try (var files = Files.list(folder)) {
            return files.sorted().toList().stream()
                    .flatMap(file -> Subject.ALL.stream()
                            .map(subject -> DynamicTest.dynamicTest(file.getFileName() + " " + subject.name(), () -> {
                                var report = ScriptRunner.of(subject.engine()).withLanguage(Features.ALL).run(file.toString(),
                                        Files.readAllBytes(file));
                                assertEquals(List.of(), report.failures());
                                assertNotEquals(0, report.passed());
                            })));
        }
    }
}
