package dev.troupe.engine.validate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.engine.TestData;
import dev.troupe.engine.binary.ModuleDecoder;
import dev.troupe.engine.binary.ModuleEncoder;
import dev.troupe.engine.module.Feature;
import dev.troupe.engine.module.InvalidModuleException;
import dev.troupe.engine.module.MalformedModuleException;
import dev.troupe.engine.module.Module;
import dev.troupe.engine.script.Command;
import dev.troupe.engine.script.ModuleSource;
import dev.troupe.engine.script.Script;
import dev.troupe.engine.text.TextParser;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The official suite without execution: each module that should be valid is, and each other is rejected with the suite's words. */
class SuiteValidationTest {
    /** A proposal that the language took a different form of. */
    private static final String SKIPPED = "custom-descriptors";

    static Stream<Path> scripts() throws IOException {
        try (var files = Files.walk(TestData.folder("testsuite"), FileVisitOption.FOLLOW_LINKS)) {
            return files.filter(file -> file.toString().endsWith(".wast") && !file.toString().contains(SKIPPED)).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void script(Path file) throws IOException {
        var failures = new ArrayList<String>();
        commands(Script.parse(Files.readAllBytes(file)).commands(), features(file.toString()), failures);
        assertThat(failures).isEmpty();
    }

    @Test
    void realPrograms() throws IOException {
        try (var files = Files.newDirectoryStream(TestData.folder("wasm"), "*.wasm")) {
            for (var file : files) {
                ModuleValidator.validate(ModuleDecoder.decode(Files.readAllBytes(file)), EnumSet.allOf(Feature.class));
            }
        }
    }

    /** Scripts of a proposal were written for what the language was then. */
    private static Set<Feature> features(String file) {
        if (file.contains("threads")) {
            return EnumSet.of(
                    Feature.MVP, Feature.SIGN_EXTENSION, Feature.SATURATING_CONVERSIONS, Feature.MULTI_VALUE, Feature.MUTABLE_GLOBALS,
                    Feature.BULK_MEMORY, Feature.THREADS);
        }
        var features = EnumSet.allOf(Feature.class);
        features.remove(Feature.THREADS);
        if (!file.contains("legacy")) {
            features.remove(Feature.LEGACY_EXCEPTIONS);
        }
        if (!file.contains("custom-page-sizes")) {
            features.remove(Feature.CUSTOM_PAGE_SIZES);
        }
        return features;
    }

    private static void commands(List<Command> commands, Set<Feature> features, List<String> failures) {
        for (var command : commands) {
            switch (command) {
                case Command.Module c -> check(c.line(), c.source(), "valid", features, failures);
                case Command.Definition c -> check(c.line(), c.source(), "valid", features, failures);
                case Command.AssertUnlinkable c -> check(c.line(), c.source(), "valid", features, failures);
                case Command.AssertModuleTrap c -> check(c.line(), c.source(), "valid", features, failures);
                case Command.AssertInvalid c -> check(c.line(), c.source(), "invalid: " + c.message(), features, failures);
                case Command.AssertMalformed c -> check(c.line(), c.source(), "malformed: " + c.message(), features, failures);
                case Command.Spawn c -> commands(c.commands(), features, failures);
                default -> {}
            }
        }
    }

    private static void check(int line, ModuleSource source, String expected, Set<Feature> features, List<String> failures) {
        String found;
        try {
            var module = parse(source, features);
            if (module != null) {
                ModuleValidator.validate(module, features);
                var again = ModuleDecoder.decode(ModuleEncoder.encode(module), features);
                ModuleValidator.validate(again, features);
            }
            found = "valid";
        } catch (MalformedModuleException e) {
            found = "malformed: " + e.getMessage();
        } catch (InvalidModuleException e) {
            found = "invalid: " + e.getMessage();
        }
        if (!found.startsWith(expected)) {
            failures.add("line " + line + ": expected " + expected + ", found " + found);
        }
    }

    private static Module parse(ModuleSource source, Set<Feature> features) {
        return switch (source) {
            case ModuleSource.Binary binary -> ModuleDecoder.decode(binary.bytes(), features);
            case ModuleSource.Quote quote -> TextParser.parse(quote.text(), features);
            case ModuleSource.Text text -> text.cursor().isForm("module")
                    ? TextParser.parseModule(text.cursor(), features)
                    : TextParser.parseFields(text.cursor(), features);
            case ModuleSource.Defined d -> null;
        };
    }
}
