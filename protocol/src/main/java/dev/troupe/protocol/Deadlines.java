package dev.troupe.protocol;

import java.time.Duration;
import java.util.Objects;

/** The one rule about deadlines. */
final class Deadlines {
    private Deadlines() {}

    static void check(Duration deadline) {
        if (Objects.requireNonNull(deadline, "deadline").isNegative()) {
            throw new IllegalArgumentException("a deadline must not be negative: " + deadline);
        }
    }
}
