package dev.troupe.protocol;

import java.util.List;

/**
 * The deadline passed. A guest that was running has been stopped and its instance is discarded.
 *
 * @param started whether the guest had begun, so that it may have had effects
 * @param guestStack where it was when it was stopped, innermost first; empty if it had not begun or did not stop in time
 */
public record TimedOut(boolean started, List<String> guestStack) implements Answer {
    public TimedOut {
        guestStack = List.copyOf(guestStack);
    }

    /** The request waited past its deadline. */
    public static TimedOut waiting() {
        return new TimedOut(false, List.of());
    }
}
