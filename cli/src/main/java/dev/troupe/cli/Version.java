package dev.troupe.cli;

import picocli.CommandLine.IVersionProvider;

/** What {@code --version} says. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        var own = Version.class.getPackage().getImplementationVersion();
        return new String[] {
            "troupe " + (own == null ? "(not packaged)" : own),
            "Java " + Runtime.version() + ", " + System.getProperty("java.vm.name"),
        };
    }
}
