package dev.troupe.engine.binary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.troupe.engine.module.ElementInit;
import dev.troupe.engine.module.MalformedModuleException;
import dev.troupe.engine.module.Module;
import dev.troupe.engine.module.RefType;
import dev.troupe.engine.module.ValType;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModuleDecoderTest {
    private static final String HEADER = "0061736d01000000";

    static Module decode(String sections) {
        return ModuleDecoder.decode(bytes(sections));
    }

    static byte[] bytes(String sections) {
        return HexFormat.of().parseHex(HEADER + sections.replace(" ", ""));
    }

    @Test
    void aFunctionsBodyIsTheSliceFromItsFirstInstructionToItsEnd() {
        var module = decode("01 06 01 60 01 7f 01 7f  03 02 01 00  0a 09 01 07 01 02 7e 20 00 0f 0b");
        var function = module.functions().getFirst();
        assertThat(HexFormat.of().formatHex(function.body().toByteArray())).isEqualTo("20000f0b");
        assertThat(function.locals()).singleElement().satisfies(run -> {
            assertThat(run.count()).isEqualTo(2);
            assertThat(run.type()).isEqualTo(ValType.I64);
        });
        assertThat(module.funcTypeOf(0)).hasToString("(i32) -> (i32)");
    }

    @Test
    void everyKindOfElementSegment() {
        var module = decode("09 2f 08"
                + " 00 41000b 01 00" + " 01 00 01 00" + " 02 00 41000b 00 01 00" + " 03 00 01 00"
                + " 04 41000b 01 d2000b" + " 05 70 01 d0700b" + " 06 00 41000b 6f 00" + " 07 70 00");
        assertThat(module.elements()).hasSize(8);
        assertThat(module.elements().get(0).init()).isInstanceOf(ElementInit.Functions.class);
        assertThat(module.elements().get(4).type()).isEqualTo(RefType.FUNCREF);
        assertThat(module.elements().get(6).type()).isEqualTo(RefType.EXTERNREF);
    }

    @Test
    void namesAreReadAndAMalformedNameSectionGivesNone() {
        assertThat(decode("00 0d 04 6e616d65 01 06 01 00 03 666f6f").names().functions()).containsEntry(0, "foo");
        assertThat(decode("00 0d 04 6e616d65 01 06 01 00 09 666f6f").names().functions()).isEmpty();
    }

    @Test
    void aCustomSectionKnowsWhatItFollows() {
        assertThat(decode("01 01 00 00 03 01 61 ff").customSections()).singleElement().satisfies(section -> {
            assertThat(section.after()).isEqualTo(1);
            assertThat(section.bytes().toByteArray()).containsExactly(0xff);
        });
    }

    @Test
    void recursiveTypesFlattenIntoTheTypeIndexSpace() {
        var module = decode("01 0c 02 4e 02 5f 00 5e 63 00 01 60 00 00");
        assertThat(module.recTypes()).hasSize(2);
        assertThat(module.types()).hasSize(3);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        00 ff ff ff ff 0f           | length out of bounds
        01 05 ff ff ff ff 0f        | length out of bounds
        01 80 80 80 80 80 00        | integer representation too long
        01 80 80 80 80 10           | integer too large
        0e 00                       | malformed section id
        03 01 00 01 01 00           | unexpected content after last section
        01 02 00 00                 | section size mismatch
        01 04 01 60 00 00 03 02 01 00 | function and code section have inconsistent lengths
        02 05 01 00 00 05 00        | malformed import kind
        05 03 01 10 00              | malformed limits flags
        06 06 01 7f 02 41 00 0b     | malformed mutability
        00 03 02 c3 28              | malformed UTF-8 encoding
        0a 04 01 02 00 05           | END opcode expected
        0a 05 01 03 00 27 0b        | illegal opcode 27
        0a 06 01 04 00 fc 1f 0b     | illegal opcode fc 1f
        0a 0a 01 08 01 ff ff ff ff 0f 7f 0b | function and code section
        0a 0e 01 0c 02 ff ff ff ff 0f 7f 01 7f 0b 00 00 | too many locals
        0a 07 01 05 00 fc 09 00 0b  | function and code section
        """)
    void malformed(String sections, String reason) {
        assertThatThrownBy(() -> decode(sections)).isInstanceOf(MalformedModuleException.class).hasMessageStartingWith(reason);
    }

    @Test
    void nestingAsDeepAsTheInputIsLongOverflowsNoStack() {
        int depth = 1_000_000;
        var body = "02 40".repeat(depth).replace(" ", "");
        int size = depth * 3 + 2;
        var module = "01040160000003020100" + "0a" + leb(size + leb(size).length() / 2 + 1) + "01" + leb(size) + "00" + body
                + "0b".repeat(depth + 1);
        assertThat(decode(module).functions()).hasSize(1);
    }

    @Test
    void anEmptyModuleHasNothing() {
        assertThat(decode("").types()).isEqualTo(List.of());
    }

    private static String leb(int value) {
        var text = new StringBuilder();
        int rest = value;
        do {
            text.append(String.format("%02x", rest & 0x7F | (rest > 0x7F ? 0x80 : 0)));
            rest >>>= 7;
        } while (rest != 0);
        return text.toString();
    }
}
