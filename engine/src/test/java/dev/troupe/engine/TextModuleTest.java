package dev.troupe.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.troupe.engine.module.InvalidModuleException;
import dev.troupe.engine.module.MalformedModuleException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Modules in the text format through the engine's face. */
class TextModuleTest {
    private final Engine engine = Engine.create();

    @Test
    void textRunsLikeBinary(@TempDir Path folder) throws IOException {
        var source = "(func (export \"add\") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))";
        assertEquals(5, engine.compileText(source).instantiate().invoke("add", 2, 3)[0]);
        var file = Files.writeString(folder.resolve("add.wat"), source);
        assertEquals(5, engine.compile(file).instantiate().invoke("add", 2, 3)[0]);
    }

    @Test
    void whatDoesNotValidateIsShownInTheText() {
        assertEquals(" at line 3, column 4: i32.add)",
                place("(func $f (result i32)\n  i32.const 1\n  (i32.add (i64.const 0) (i32.const 2)) drop)"));
        assertEquals(" at line 2, column 1: local.get)", place("(func $f\nlocal.get 7\ndrop)"));
        assertEquals(" at line 2, column 2: if)", place("(func $f (result i32)\n(if (i64.const 0) (then)) i32.const 0)"));
        assertEquals(" at line 1, column 34: ))", place("(func $f (result i32) i64.const 0)"));
        assertEquals(" at line 1, column 26: ))", place("(global i32 (i64.const 0))"));
    }

    private String place(String source) {
        var message = assertThrows(InvalidModuleException.class, () -> engine.compileText(source)).getMessage();
        return message.substring(message.lastIndexOf(',', message.lastIndexOf(", column") - 1) + 1);
    }

    @Test
    void whatIsNoTextIsShownToo() {
        var error = assertThrows(MalformedModuleException.class, () -> engine.compileText("(module\n  (func i32.bad))"));
        assertEquals("unknown operator i32.bad (at line 2, column 9)", error.getMessage());
    }
}
