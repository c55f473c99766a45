package dev.troupe.protocol;

import java.util.List;
import java.util.Objects;

/**
 * The guest's execution ended abnormally, in a call or already in the start of its instance. The instance is discarded.
 *
 * @param kind the specification's words, such as "integer divide by zero"; also "call stack exhausted", "out of memory",
 *     "out of fuel", "interrupted", "uncaught exception"
 * @param message for people; begins like the kind, and may say more
 * @param guestStack the WebAssembly functions on the stack, innermost first, as {@code module!function+0x1f}
 */
public record Trapped(String kind, String message, List<String> guestStack) implements Answer {
    public Trapped {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(message, "message");
        guestStack = List.copyOf(guestStack);
    }
}
