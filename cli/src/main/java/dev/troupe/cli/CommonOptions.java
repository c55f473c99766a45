package dev.troupe.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.ISetter;
import picocli.CommandLine.Model.OptionSpec;

/** What every command understands. */
final class CommonOptions {
    private CommonOptions() {}

    static CommandSpec addTo(CommandSpec command) {
        return command
                .addOption(OptionSpec.builder("-h", "--help")
                        .type(boolean.class)
                        .usageHelp(true)
                        .description("Print this help and exit.")
                        .build())
                .addOption(OptionSpec.builder("-v", "--verbose")
                        .type(boolean[].class)
                        .arity("0")
                        .setter(new Verbosity())
                        .description("Log more to standard error; twice for everything.")
                        .build());
    }

    private static final class Verbosity implements ISetter {
        @Override
        @SuppressWarnings("unchecked")
        public <T> T set(T times) {
            if (times != null) {
                Logging.raise(((boolean[]) times).length);
            }
            return null;
        }
    }
}
