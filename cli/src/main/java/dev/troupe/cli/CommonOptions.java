package dev.troupe.cli;

import picocli.CommandLine.Option;

/** What every command understands. */
final class CommonOptions {
    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Print this help and exit.")
    private boolean help;

    @Option(names = {"-v", "--verbose"}, description = "Log more to standard error; twice for everything.")
    void verbose(boolean[] times) {
        Logging.raise(times.length);
    }
}
