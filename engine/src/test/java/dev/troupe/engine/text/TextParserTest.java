package dev.troupe.engine.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.troupe.engine.binary.ModuleDecoder;
import dev.troupe.engine.binary.ModuleEncoder;
import dev.troupe.engine.module.InvalidModuleException;
import dev.troupe.engine.module.MalformedModuleException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextParserTest {
    private static final int DEEP = 300_000;

    @Test
    void foldedAndFlatFormsAreTheSame() {
        var folded = "(module (func (param i32) (result i32) (if (result i32) (local.get 0) (then (i32.add (i32.const 1) (i32.const 2)))"
                + " (else (call 0 (i32.const 3))))))";
        var flat = "(func (param i32) (result i32) local.get 0 if (result i32) i32.const 1 i32.const 2 i32.add"
                + " else i32.const 3 call 0 end)";
        assertArrayEquals(ModuleEncoder.encode(TextParser.parse(folded)), ModuleEncoder.encode(TextParser.parse(flat)));
    }

    @Test
    void inlineSegmentsTakeAnIndex() {
        var module = TextParser.parse("(table funcref (elem $f)) (elem $late func $f) (func $f (elem.drop $late))");
        assertEquals(1, module.functions().getFirst().body().bytes()[module.functions().getFirst().body().start() + 2]);
    }

    @Test
    void signaturesOfBlocksAndCallsBecomeTypesInOrder() {
        var module = TextParser.parse("(func (block (param i32) (result i64) unreachable)) (func (param f32)) (type (func (param f64)))");
        assertEquals("[(f64) -> (), () -> (), (i32) -> (i64), (f32) -> ()]",
                module.types().stream().map(type -> type.composite().toString()).toList().toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "(func i32.bad) | unknown operator i32.bad (at line 1, column 7)",
        "(func (local.get $x)) | unknown local $x (at line 1, column 18)",
        "(func (br $x)) | unknown label $x (at line 1, column 11)",
        "(func $f) (func $f) | duplicate func $f (at line 1, column 17)",
        "(func) (import \"a\" \"b\" (func)) | import after function (at line 1, column 8)",
        "(func (i32.const 0x1_0000_0000)) | constant out of range: 0x1_0000_0000 (at line 1, column 18)",
        "(func block $a end $b) | mismatching label $b (at line 1, column 20)",
        "(func | unexpected token end of input (at line 1, column 6)",
        "(func)) | unexpected token ) (at line 1, column 7)",
        "(func) \"open | unclosed string (at line 1, column 8)",
        "(data \"\\u{d800}\") | illegal escape (at line 1, column 8)",
        "(global i32 (i32.const 0)) (start 0) (start 0) | multiple start sections (at line 1, column 45)"
    })
    void errorsNameThePlaceAndTheToken(String source, String message) {
        assertEquals(message, assertThrows(MalformedModuleException.class, () -> TextParser.parse(source)).getMessage());
    }

    @Test
    void columnsCountCharactersNotBytes() {
        var error = assertThrows(MalformedModuleException.class, () -> TextParser.parse("(func)\n(@name \"é\") oops"));
        assertEquals("at line 2, column 13", error.position());
    }

    @Test
    void deepNestingCostsNoJavaStack() {
        var folded = "(func " + "(block ".repeat(DEEP) + ")".repeat(DEEP) + ")";
        var flat = "(func " + "block ".repeat(DEEP) + "end ".repeat(DEEP) + ")";
        byte[] bytes = ModuleEncoder.encode(TextParser.parse(folded));
        assertArrayEquals(bytes, ModuleEncoder.encode(TextParser.parse(flat)));
        var printed = TextPrinter.print(ModuleDecoder.decode(bytes));
        assertArrayEquals(bytes, ModuleEncoder.encode(TextParser.parse(printed)));
        assertThrows(MalformedModuleException.class, () -> TextParser.parse("(func " + "(i32.eqz ".repeat(DEEP)));
        assertThrows(MalformedModuleException.class, () -> TextParser.parse("(".repeat(DEEP)));
        assertThrows(MalformedModuleException.class, () -> TextParser.parse("(@x ".repeat(DEEP)));
        assertThrows(MalformedModuleException.class, () -> TextParser.parse("(;".repeat(DEEP)));
    }

    @Test
    void namesThatAreNoIdentifiersSurvive() {
        var source = "(module $\"two words\" (func $f (@name \"same\") (param $a (@name \"x\") i32) (local $b (@name \"x\") i64))"
                + " (func $g (@name \"same\")) (func $h (@name \"\"))"
                + " (type $s (struct (field $x (@name \"y\") i8) (field $z (@name \"y\") i8))))";
        byte[] bytes = ModuleEncoder.encode(TextParser.parse(source));
        var printed = TextPrinter.print(ModuleDecoder.decode(bytes));
        assertTrue(printed.contains("(func (@name \"same\")"), printed);
        assertArrayEquals(bytes, ModuleEncoder.encode(TextParser.parse(printed)));
    }

    @Test
    void branchHintsPointAtTheirInstruction() {
        var source = "(func (param i32) (local i64 i64) (@metadata.code.branch_hint \"\\01\") (if (local.get 0) (then)))";
        var module = TextParser.parse(source);
        assertArrayEquals(new byte[] {1, 0, 1, 5, 1, 1}, module.customSections().getFirst().bytes().toByteArray());
        assertTrue(TextPrinter.print(module).contains("(@metadata.code.branch_hint \"\\01\")"));
        assertThrows(InvalidModuleException.class, () -> TextParser.parse("(func (@metadata.code.branch_hint \"\\01\") nop)"));
    }

    @Test
    void customSectionsStandWhereTheyAreAskedFor() {
        var module = TextParser
                .parse("(func) (@custom \"c\" (after code)) (@custom \"a\" (before first) \"x\" \"y\") (@custom \"b\" (before code))");
        var decoded = ModuleDecoder.decode(ModuleEncoder.encode(module));
        assertEquals("[a 0, b 3, c 10]",
                decoded.customSections().stream().map(section -> section.name() + " " + section.after()).toList().toString());
    }
}
