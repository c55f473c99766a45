package dev.troupe.engine.compile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.engine.Engine;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Comparisons whose lanes are counted at once are what they are when a local keeps their masks in between. */
class CountedLanesTest {
    /** The vector is stored, and then what a local has that the forms set. */
    private static String function(String name, String before, String value) {
        return "(func (export \"" + name + "\") (local $s v128) (local $a v128) (local $b v128) (local $one v128) (local $m v128)"
                + "(local.set $s (v128.load (i32.const 0))) (local.set $a (v128.load (i32.const 16)))"
                + "(local.set $b (v128.load (i32.const 32)))" + before
                + "(v128.store (i32.const 48) " + value + ")"
                + "(v128.store (i32.const 64) (v128.xor (local.get $one) (v128.xor (local.get $s) (local.get $a)))))\n";
    }

    private static String module(String shape, String ones) {
        var constant = "(v128.const " + ones + ")";
        var equal = "(" + shape + ".eq (local.get $a) (local.get $b))";
        var text = new StringBuilder("(module (memory (export \"memory\") 1)\n");
        var keptMask = "(local.set $m " + equal + ")";
        List<String[]> forms = List.of(
                new String[] {"", "(" + shape + ".sub (local.get $s) EQ)"},
                new String[] {"", "(" + shape + ".add (local.get $s) (v128.and EQ " + constant + "))"},
                new String[] {"", "(" + shape + ".add (local.get $s) (v128.and EQ (local.tee $one " + constant + ")))"},
                new String[] {"(local.set $one " + constant + ")", "(" + shape + ".add (local.get $s) (v128.and EQ (local.get $one)))"},
                new String[] {"(local.set $one " + constant + ")", "(" + shape + ".add (local.get $one) (v128.and EQ (local.get $one)))"},
                new String[] {"(local.set $one (local.get $b))",
                    "(" + shape + ".add (local.get $one) (v128.and EQ (local.tee $one " + constant + ")))"},
                new String[] {"", "(v128.xor (local.get $s) (" + shape + ".add (v128.not (local.get $s)) (v128.and EQ (local.tee $s "
                        + constant + "))))"},
                new String[] {"", "(" + shape + ".add (" + shape + ".sub (local.get $s) EQ) (v128.and EQ " + constant + "))"});
        for (int i = 0; i < forms.size(); i++) {
            text.append(function("once" + i, forms.get(i)[0], forms.get(i)[1].replace("EQ", equal)));
            text.append(function("apart" + i, keptMask + forms.get(i)[0], forms.get(i)[1].replace("EQ", "(local.get $m)")));
        }
        return text.append(")").toString();
    }

    @Test
    void countedAtOnce() {
        var ones = List.of("i8x16 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1", "i16x8 1 1 1 1 1 1 1 1", "i8x16 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 3",
                "i32x4 1 1 1 1");
        var modules = new ArrayList<String>();
        ones.forEach(constant -> List.of("i8x16", "i16x8").forEach(shape -> modules.add(module(shape, constant))));
        for (var module : modules) {
            var instance = Engine.create().compileText(module).instantiate();
            var memory = instance.memory("memory");
            var random = new Random(7);
            for (int round = 0; round < 60; round++) {
                var bytes = new byte[48];
                for (int i = 0; i < bytes.length; i++) {
                    // Sums at both ends, and lanes that are often equal.
                    bytes[i] = (byte) (i < 16
                            ? new int[] {0, 1, 0x7F, 0x80, 0xFF, 0xFE, 0x81}[random.nextInt(7)]
                            : random.nextInt(3) * 127);
                }
                for (int form = 0; form < 8; form++) {
                    memory.write(0, bytes);
                    instance.invoke("apart" + form);
                    var expected = memory.read(48, 32);
                    memory.write(0, bytes);
                    instance.invoke("once" + form);
                    assertThat(memory.read(48, 32)).as(module + form).isEqualTo(expected);
                }
            }
        }
    }
}
