package dev.troupe.engine.binary;

import static org.assertj.core.api.Assertions.assertThatCode;

import dev.troupe.engine.TestData;
import dev.troupe.engine.module.Feature;
import dev.troupe.engine.module.InvalidModuleException;
import dev.troupe.engine.module.MalformedModuleException;
import dev.troupe.engine.text.TextParser;
import dev.troupe.engine.validate.ModuleValidator;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Broken bytes give the module exceptions and nothing else: no other exception, no exhausted memory or stack. */
class ModuleDecoderMutationTest {
    private static final String SMALL = """
        (module
          (rec (type $s (sub (struct (field (mut i32)) (field (ref null $a))))) (type $a (array (mut i8))))
          (type $t (sub $s (struct (field (mut i32)) (field (ref null $a)) (field v128))))
          (type $f (func (param i32) (result i32)))
          (import "m" "f" (func $i (type $f)))
          (table $tab 1 2 funcref) (table i64 1 (ref $f) (ref.func $i)) (memory 1 2) (memory i64 1) (tag $e (param i32))
          (global $g (mut i32) (i32.add (i32.const 1) (i32.const 2))) (export "g" (global $g))
          (elem (i32.const 0) $i) (elem $el (ref null $f) (ref.null $f)) (data $d "abc") (data (memory 0) (i32.const 0) "x")
          (func $h (type $f) (local i64 v128 (ref $s))
            (block $b (result i32)
              (loop $l (br_if $l (local.get 0)) (br_table $l $l (local.get 0)) unreachable)
              (if (result i32) (local.get 0) (then (i32.const 1)) (else (return (i32.const 2))))
              drop (call_indirect $tab (type $f) (i32.const 1) (i32.const 0)) (drop)
              (try_table (result i32) (catch $e $b) (throw $e (i32.const 1))))
            (drop) try (result i32) i32.const 1 catch $e catch_all rethrow 0 end (drop)
            (local.set 3 (struct.new_default $s)) (struct.set $s 0 (local.get 3) (i32.load offset=3 (i32.const 4)))
            (drop (array.new_data $a $d (i32.const 0) (i32.const 1)))
            (drop (block (result anyref) (br_on_cast 0 anyref i31ref (local.get 3))))
            (local.set 2 (i8x16.shuffle 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 (local.get 2) (v128.const i64x2 1 2)))
            (drop (ref.test (ref $t) (local.get 3))) (memory.copy 0 1 (i32.const 0) (i64.const 0) (i32.const 0))
            (drop (select (result i64) (i64.const 1) (i64.load 1 (i64.const 1)) (i32.const 1)))
            (return_call_ref $f (local.get 0) (ref.func $i))))
        """;

    @Test
    void smallModule() {
        var bytes = ModuleEncoder.encode(TextParser.parse(SMALL));
        ModuleValidator.validate(ModuleDecoder.decode(bytes), EnumSet.allOf(Feature.class));
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
        var random = new SplittableRandom(42);
        try (var files = Files.newDirectoryStream(TestData.folder("wasm"), "*.wasm")) {
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
                ModuleValidator.validate(ModuleDecoder.decode(bytes), EnumSet.allOf(Feature.class));
            } catch (MalformedModuleException | InvalidModuleException e) {
                // As it should be.
            }
        }).doesNotThrowAnyException();
    }
}
