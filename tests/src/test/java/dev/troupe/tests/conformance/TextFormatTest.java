package dev.troupe.tests.conformance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.troupe.engine.Features;
import dev.troupe.engine.binary.ModuleDecoder;
import dev.troupe.engine.binary.ModuleEncoder;
import dev.troupe.engine.module.MalformedModuleException;
import dev.troupe.engine.module.Module;
import dev.troupe.engine.script.Command;
import dev.troupe.engine.script.ModuleSource;
import dev.troupe.engine.script.Script;
import dev.troupe.engine.text.TextParser;
import dev.troupe.engine.text.TextPrinter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The text format against every module of the official scripts; needs no engine. */
class TextFormatTest {
    private static final List<String> FOLDERS = List.of("", "legacy", "custom", "proposals/wide-arithmetic", "proposals/custom-page-sizes",
            "proposals/threads");

    private record Found(Path file, int line, ModuleSource source) {
        Module parse() {
            return switch (source) {
                case ModuleSource.Text text -> {
                    var in = text.cursor().copy();
                    yield in.isForm("module") ? TextParser.parseModule(in, Features.ALL) : TextParser.parseFields(in, Features.ALL);
                }
                case ModuleSource.Quote quote -> TextParser.parse(quote.text());
                case ModuleSource.Binary binary -> ModuleDecoder.decode(binary.bytes());
                case ModuleSource.Defined defined -> throw new IllegalArgumentException(defined.name());
            };
        }

        @Override
        public String toString() {
            return file.getFileName() + ":" + line;
        }
    }

    private static Stream<Path> scripts() {
        return FOLDERS.stream().flatMap(folder -> TestSuite.scripts(folder).stream());
    }

    /** Modules that the scripts instantiate, or want to fail no sooner than at link time. */
    private static Stream<Found> wellFormedModules() {
        return scripts().flatMap(file -> Script.parse(TestSuite.read(file)).commands().stream().flatMap(command -> {
            Optional<ModuleSource> source = switch (command) {
                case Command.Module c -> Optional.of(c.source());
                case Command.Definition c -> Optional.of(c.source());
                case Command.AssertUnlinkable c -> Optional.of(c.source());
                case Command.AssertModuleTrap c -> Optional.of(c.source());
                case Command.AssertInvalid c when !c.custom() && c.source() instanceof ModuleSource.Text -> Optional.of(c.source());
                default -> Optional.empty();
            };
            return source.stream().map(s -> new Found(file, command.line(), s));
        }));
    }

    @Test
    void everyModuleSurvivesTheWayThroughBinaryAndText() {
        long modules = wellFormedModules().peek(found -> {
            byte[] binary = ModuleEncoder.encode(found.parse());
            var decoded = ModuleDecoder.decode(binary);
            assertArrayEquals(binary, ModuleEncoder.encode(decoded), () -> found + ": binary to binary");
            byte[] again = ModuleEncoder.encode(TextParser.parse(TextPrinter.print(decoded)));
            if (found.source() instanceof ModuleSource.Binary) {
                // Text cannot say that a number had a longer form than it needed; the second time around nothing changes.
                binary = again;
                again = ModuleEncoder.encode(TextParser.parse(TextPrinter.print(ModuleDecoder.decode(again))));
            }
            assertArrayEquals(binary, again, () -> found + ": text to binary to text to binary");
        }).count();
        assertTrue(modules > 5000, "only " + modules + " modules");
    }

    @Test
    void everyMalformedTextIsRejectedWithTheOfficialWords() {
        long modules = scripts().mapToLong(file -> Script.parse(TestSuite.read(file)).commands().stream()
                .filter(command -> command instanceof Command.AssertMalformed c && c.source() instanceof ModuleSource.Quote)
                .map(Command.AssertMalformed.class::cast)
                .peek(command -> assertEquals("", complaint(file, command)))
                .count()).sum();
        assertTrue(modules > 1200, "only " + modules + " malformed modules");
    }

    private static String complaint(Path file, Command.AssertMalformed command) {
        // The threads proposal is older than memory64, with which sizes of 64 bits became well-formed.
        var features = file.getParent().endsWith("threads") ? Features.WASM_2 : Features.ALL;
        try {
            TextParser.parse(((ModuleSource.Quote) command.source()).text(), features);
            return file + ":" + command.line() + " is not rejected";
        } catch (MalformedModuleException e) {
            return e.getMessage().startsWith(command.message()) ? "" : file + ":" + command.line() + " " + e.getMessage();
        }
    }

    /** Misprinted text is text or is malformed; it is never another exception, and what parses can be encoded and printed. */
    @Test
    void misprintedModulesAreReadOrRejected() {
        var random = new SplittableRandom(42);
        var texts = wellFormedModules()
                .filter(found -> found.source() instanceof ModuleSource.Text)
                .map(found -> TextPrinter.print(found.parse()))
                .filter(text -> text.length() < 5000)
                .toList();
        for (int i = 0; i < 5000; i++) {
            var misprint = misprint(texts.get(random.nextInt(texts.size())), random);
            try {
                byte[] binary = ModuleEncoder.encode(TextParser.parse(misprint));
                assertArrayEquals(binary, ModuleEncoder.encode(TextParser.parse(TextPrinter.print(ModuleDecoder.decode(binary)))));
            } catch (MalformedModuleException e) {
                assertTrue(e.position().startsWith("at line "), () -> e.getMessage() + "\n" + misprint);
            } catch (RuntimeException e) {
                throw new AssertionError(misprint, e);
            }
        }
    }

    private static String misprint(String text, SplittableRandom random) {
        var words = new ArrayList<>(List.of(text.split("(?=[ \n()])")));
        for (int changes = random.nextInt(1, 4); changes > 0 && !words.isEmpty(); changes--) {
            int at = random.nextInt(words.size());
            String other = words.get(random.nextInt(words.size()));
            switch (random.nextInt(3)) {
                case 0 -> words.remove(at);
                case 1 -> words.set(at, other);
                default -> words.add(at, other);
            }
        }
        return String.join("", words);
    }
}
