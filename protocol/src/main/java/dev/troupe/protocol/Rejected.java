package dev.troupe.protocol;

import java.time.Duration;
import java.util.Objects;

/**
 * The request did not run, and nothing is wrong with it.
 *
 * @param reason why not
 * @param retryAfter when another attempt may succeed; {@link Duration#ZERO} if never, as at a pool that stops
 */
public record Rejected(Reason reason, Duration retryAfter) implements Answer {
    /** Why a pool turns a request away. */
    public enum Reason {
        WAITING_ROOM_FULL("waiting room full"),
        /** All instances have failed again and again; the pool tries anew from time to time. */
        NO_HEALTHY_INSTANCE("no healthy instance"),
        STOPPING("stopping"),
        /** The node has no such module, or no longer. */
        UNKNOWN_MODULE("unknown module");

        private final String text;

        Reason(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }
    }

    public Rejected {
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(retryAfter, "retryAfter");
    }
}
