package dev.troupe.tests.cli;

import dev.troupe.cli.Console;
import dev.troupe.cli.Main;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * The command, run within the test's process.
 *
 * @param code its exit code
 * @param out all of standard output
 * @param err all of standard error
 * @param bytes standard output as it came
 */
record Execution(int code, String out, String err, byte[] bytes) {
    /** For comparisons. */
    record Text(int code, String out, String err) {}

    Text text() {
        return new Text(code, out, err);
    }

    static Execution of(String... arguments) {
        return withInput(new byte[0], arguments);
    }

    static Execution withInput(byte[] stdin, String... arguments) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        int code = Main.execute(Console.of(new ByteArrayInputStream(stdin), out, err), arguments);
        return new Execution(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8), out.toByteArray());
    }
}
