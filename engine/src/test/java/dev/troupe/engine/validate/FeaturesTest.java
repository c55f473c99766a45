package dev.troupe.engine.validate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.troupe.engine.Engine;
import dev.troupe.engine.Features;
import dev.troupe.engine.Modules;
import dev.troupe.engine.module.Feature;
import dev.troupe.engine.module.InvalidModuleException;
import dev.troupe.engine.module.ModuleException;
import dev.troupe.engine.text.TextParser;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A module that uses a feature is valid with it, and without it an error names it. */
class FeaturesTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        SIGN_EXTENSION         | (func (drop (i32.extend8_s (i32.const 0))))
        SATURATING_CONVERSIONS | (func (drop (i32.trunc_sat_f32_s (f32.const 0))))
        MULTI_VALUE            | (func (result i32 i32) unreachable)
        MULTI_VALUE            | (func (i32.const 0) (block (param i32) (drop)))
        MUTABLE_GLOBALS        | (global (export "g") (mut i32) (i32.const 0))
        MUTABLE_GLOBALS        | (import "a" "g" (global (mut i32)))
        REFERENCE_TYPES        | (func (param externref))
        REFERENCE_TYPES        | (table 1 funcref) (table 1 funcref)
        BULK_MEMORY            | (memory 1) (func (memory.fill (i32.const 0) (i32.const 0) (i32.const 0)))
        BULK_MEMORY            | (data "a")
        SIMD                   | (func (local v128))
        RELAXED_SIMD           | (func (param v128) (drop (f32x4.relaxed_min (local.get 0) (local.get 0))))
        TAIL_CALLS             | (func (return_call 0))
        EXTENDED_CONST         | (global i32 (i32.add (i32.const 0) (i32.const 0)))
        FUNCTION_REFERENCES    | (type (func)) (func (param (ref 0)))
        GC                     | (type (struct))
        GC                     | (func (param i31ref))
        GC                     | (global i32 (i32.const 1)) (global i32 (global.get 0))
        GC                     | (memory 1) (global i32 (i32.const 1)) (data (global.get 0) "a")
        EXCEPTIONS             | (func (block (try_table (catch_all 0))))
        LEGACY_EXCEPTIONS      | (func try catch_all end)
        MULTI_MEMORY           | (memory 1) (memory 1)
        MEMORY64               | (memory i64 1)
        MEMORY64               | (table i64 1 funcref)
        THREADS                | (memory 1 1) (func (drop (i32.atomic.load (i32.const 0))))
        THREADS                | (memory 1 1 shared)
        CUSTOM_PAGE_SIZES      | (memory 1 (pagesize 1))
        WIDE_ARITHMETIC        | (func (i64.mul_wide_s (i64.const 0) (i64.const 0)) drop drop)
        """)
    void aFeatureThatIsOffIsNamed(Feature feature, String fields) {
        var without = EnumSet.allOf(Feature.class);
        without.remove(feature);
        var module = TextParser.parse("(module " + fields + ")");
        assertThatCode(() -> ModuleValidator.validate(module, EnumSet.allOf(Feature.class))).doesNotThrowAnyException();
        assertThatThrownBy(() -> ModuleValidator.validate(module, without))
                .isInstanceOf(InvalidModuleException.class)
                .hasMessageContaining("the feature " + feature + " is off");
        // In the binary format some are malformed already.
        var engine = Engine.builder().features(without).build();
        assertThatThrownBy(() -> engine.compile(Modules.encode(module)))
                .isInstanceOf(ModuleException.class)
                .hasMessageContaining("the feature " + feature + " is off");
    }

    @Test
    void namedSetsAreWhatTheirVersionsHad() {
        var second = EnumSet.copyOf(Features.WASM_2);
        second.removeAll(Features.WASM_1);
        assertThat(second).containsExactlyInAnyOrder(
                Feature.SIGN_EXTENSION, Feature.SATURATING_CONVERSIONS, Feature.MULTI_VALUE, Feature.REFERENCE_TYPES, Feature.BULK_MEMORY,
                Feature.SIMD);
        var third = EnumSet.copyOf(Features.WASM_3);
        third.removeAll(Features.WASM_2);
        assertThat(third).containsExactlyInAnyOrder(
                Feature.RELAXED_SIMD, Feature.TAIL_CALLS, Feature.EXTENDED_CONST, Feature.FUNCTION_REFERENCES, Feature.GC,
                Feature.EXCEPTIONS, Feature.MULTI_MEMORY, Feature.MEMORY64);
    }
}
