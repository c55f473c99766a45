package dev.troupe.cli;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * The streams of one execution of the command. Tests give their own.
 *
 * @param in what guests read
 * @param out results only, UTF-8, not buffered
 * @param err everything else
 * @param terminal whether a person watches {@code err}: draw progress there
 * @param isSystem whether these are the process's own streams
 */
public record Console(InputStream in, PrintStream out, PrintStream err, boolean terminal, boolean isSystem) {

    /** The process's own streams. */
    static Console system() {
        var tty = System.console();
        return new Console(
                new FileInputStream(FileDescriptor.in),
                print(new FileOutputStream(FileDescriptor.out)),
                print(new FileOutputStream(FileDescriptor.err)),
                tty != null && tty.isTerminal() && !"dumb".equals(System.getenv("TERM")),
                true);
    }

    /** Streams that are no terminal. */
    public static Console of(InputStream in, OutputStream out, OutputStream err) {
        return new Console(in, print(out), print(err), false, false);
    }

    private static PrintStream print(OutputStream stream) {
        return new PrintStream(stream, true, StandardCharsets.UTF_8);
    }
}
