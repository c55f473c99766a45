package dev.troupe.engine.binary;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.troupe.engine.module.InvalidModuleException;
import dev.troupe.engine.module.MalformedModuleException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Broken bytes give the module exceptions and nothing else: no other exception, no exhausted memory or stack. */
class ModuleDecoderMutationTest {
    /** Types, an import, a table, a memory, a tag, a global, an export, elements, data and a body with most kinds of immediates. */
    private static final String SMALL = "01 0f 03 60 01 7f 01 7f 5f 01 63 01 01 60 00 00"
            + "02 07 01 01 6d 01 66 00 00  03 02 01 00  04 04 01 70 00 01  05 03 01 00 01  0d 03 01 00 02"
            + "06 06 01 7f 01 41 00 0b  07 05 01 01 67 00 01  09 07 01 00 41 00 0b 01 01  0c 01 01"
            + "0a 2f 01 2d 01 01 7b 02 40 03 40 20 00 04 7f 41 01 05 41 02 0b 1a 0e 01 00 01 0b 0b"
            + "1f 40 01 00 00 00 0b 41 00 28 02 00 1a fb 01 01 1a fc 09 00 fd 0c"
            + "0b 07 01 00 41 00 0b 01 61";

    @Test
    void smallModule() {
        var bytes = ModuleDecoderTest.bytes(SMALL);
        for (int length = 0; length < bytes.length; length++) {
            attempt(Arrays.copyOf(bytes, length));
        }
        for (int index = 0; index < bytes.length; index++) {
            for (int value = 0; value < 256; value++) {
                var mutant = bytes.clone();
                mutant[index] = (byte) value;
                attempt(mutant);
            }
        }
    }

    @Test
    void realPrograms() throws IOException {
        var data = System.getenv("TROUPE_TESTDATA");
        assumeTrue(data != null, "TROUPE_TESTDATA is not set");
        var random = new SplittableRandom(42);
        try (var files = Files.newDirectoryStream(Path.of(data, "wasm"), "*.wasm")) {
            for (var file : files) {
                var bytes = Files.readAllBytes(file);
                if (bytes.length > 1_000_000) {
                    continue;
                }
                for (int i = 0; i < 200; i++) {
                    attempt(Arrays.copyOf(bytes, random.nextInt(bytes.length)));
                    var mutant = bytes.clone();
                    for (int flips = random.nextInt(1, 4); flips > 0; flips--) {
                        int at = random.nextInt(random.nextBoolean() ? Math.min(2000, bytes.length) : bytes.length);
                        mutant[at] ^= (byte) (1 << random.nextInt(8));
                    }
                    attempt(mutant);
                }
            }
        }
    }

    private static void attempt(byte[] bytes) {
        assertThatCode(() -> {
            try {
                ModuleDecoder.decode(bytes);
            } catch (MalformedModuleException | InvalidModuleException e) {
                // As it should be.
            }
        }).doesNotThrowAnyException();
    }
}
