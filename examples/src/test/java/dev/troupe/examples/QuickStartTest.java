package dev.troupe.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.examples.quickstart.QuickStart;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class QuickStartTest {
    private static final Path SOURCE = Path.of("src/main/java/dev/troupe/examples/quickstart/QuickStart.java");

    @Test
    void itPrintsWhatTheReadmeSays() throws Exception {
        var printed = new ByteArrayOutputStream();
        var before = System.out;
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            QuickStart.main(new String[0]);
        } finally {
            System.setOut(before);
        }
        assertThat(printed.toString(StandardCharsets.UTF_8)).isEqualTo("""
                6 / 2 = 3
                6 / 0: trapped, integer divide by zero
                6 / 1: 6
                6 / 2: 3
                spin: timed out, and its instance is replaced
                """);
        assertThat(readme()).contains(printed.toString(StandardCharsets.UTF_8));
    }

    @Test
    void theReadmeShowsThisProgram() throws Exception {
        var source = Files.readString(SOURCE);
        assertThat(readme()).contains("```java\n" + source.substring(source.indexOf("import ")) + "```\n");
    }

    private static String readme() throws Exception {
        return Files.readString(Path.of("..", "README.md"));
    }
}
