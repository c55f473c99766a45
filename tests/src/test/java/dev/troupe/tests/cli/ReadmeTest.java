package dev.troupe.tests.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The README's console blocks: each line is run, and its output must be what the README shows; measured figures may differ, and sizes of
 * generated code, which every change to the compiler changes, by a quarter.
 */
@Timeout(300)
class ReadmeTest {
    private static final Path ROOT = Path.of("..");
    private static final Pattern BLOCK = Pattern.compile("```console\n\\$ (.*)\n((?s:.*?))```");

    record Block(String line, String output) {
        @Override
        public String toString() {
            return line;
        }
    }

    static Stream<Block> blocks() throws IOException {
        return BLOCK.matcher(Files.readString(ROOT.resolve("README.md"))).results().map(match -> new Block(match.group(1), match.group(2)));
    }

    @ParameterizedTest
    @MethodSource("blocks")
    void printsWhatTheReadmeShows(Block block) throws Exception {
        boolean measured = block.line().contains("troupe demo") || block.line().contains("troupe pool");
        var output = pipeline(block.line()).replace(ROOT + "/examples/", "examples/");
        if (measured || block.line().contains("inspect --code")) {
            assertThat(withoutFigures(output)).isEqualTo(withoutFigures(block.output()));
            if (!measured) {
                assertSimilar(figures(output), figures(block.output()));
            }
        } else {
            assertThat(output).isEqualTo(block.output());
        }
    }

    /** Understands what the README uses: {@code a | b}, {@code < file}, echo, head -n and ./troupe. */
    private static String pipeline(String line) throws IOException {
        var data = new byte[0];
        var errors = "";
        for (var stage : line.split(" \\| ")) {
            var words = words(stage);
            if (words.contains("<")) {
                data = Files.readAllBytes(Path.of(words.removeLast()));
                words.removeLast();
            }
            switch (words.removeFirst()) {
                case "echo" -> data = (String.join(" ", words) + "\n").getBytes(StandardCharsets.UTF_8);
                case "head" -> data = new String(data, StandardCharsets.UTF_8).lines().limit(Integer.parseInt(words.getLast()))
                        .collect(Collectors.joining("\n", "", "\n")).getBytes(StandardCharsets.UTF_8);
                case "./troupe" -> {
                    var run = Execution.withInput(data, words.toArray(String[]::new));
                    data = run.bytes();
                    errors += run.err();
                }
                default -> throw new IllegalArgumentException("the README uses another command: " + stage);
            }
        }
        return new String(data, StandardCharsets.UTF_8) + errors;
    }

    private static List<String> words(String stage) {
        var words = new ArrayList<String>();
        for (var match : (Iterable<String>) Pattern.compile("'([^']*)'|\\S+").matcher(stage).results()
                .map(result -> result.group(1) != null ? result.group(1) : result.group())::iterator) {
            words.add(match.replaceFirst("^examples/", ROOT + "/examples/"));
        }
        return words;
    }

    private static List<Integer> figures(String text) {
        return Pattern.compile("[0-9][0-9,]*").matcher(text).results().map(match -> Integer.parseInt(match.group().replace(",", "")))
                .toList();
    }

    private static void assertSimilar(List<Integer> actual, List<Integer> expected) {
        for (int i = 0; i < expected.size(); i++) {
            assertThat(actual.get(i)).as("figure %d of %s", i, actual).isCloseTo(expected.get(i), Percentage.withPercentage(25));
        }
    }

    private static String withoutFigures(String text) {
        return text.replaceAll("[0-9][0-9,.]*", "#").replaceAll("--+", "--").replaceAll(" +", " ");
    }
}
