package dev.troupe.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/**
 * The command ran to its end.
 *
 * @param exitCode 0 for success by convention; unsigned
 * @param stdout all it wrote to standard output; do not modify
 * @param stderr all it wrote to standard error; do not modify
 */
public record CommandCompleted(int exitCode, byte[] stdout, byte[] stderr) implements Answer {
    public CommandCompleted {
        Objects.requireNonNull(stdout, "stdout");
        Objects.requireNonNull(stderr, "stderr");
    }

    public String stdoutUtf8() {
        return new String(stdout, StandardCharsets.UTF_8);
    }

    public String stderrUtf8() {
        return new String(stderr, StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CommandCompleted that
                && exitCode == that.exitCode
                && Arrays.equals(stdout, that.stdout)
                && Arrays.equals(stderr, that.stderr);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * exitCode + Arrays.hashCode(stdout)) + Arrays.hashCode(stderr);
    }

    @Override
    public String toString() {
        return "CommandCompleted[exitCode=" + Integer.toUnsignedString(exitCode) + ", stdout=" + stdout.length + " bytes, stderr="
                + stderr.length + " bytes]";
    }
}
