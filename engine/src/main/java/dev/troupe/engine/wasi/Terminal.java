package dev.troupe.engine.wasi;

/** Whether this process's standard streams are a terminal. */
final class Terminal {
    private Terminal() {}

    static boolean isTerminal() {
        var console = System.console();
        return console != null && console.isTerminal();
    }
}
