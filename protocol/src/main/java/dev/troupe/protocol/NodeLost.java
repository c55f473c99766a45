package dev.troupe.protocol;

import java.util.Objects;

/**
 * The node that had the request is gone or out of reach; the request may or may not have run. Only requests that are not idempotent
 * get this answer, the others run elsewhere.
 *
 * @param node the address of the node
 */
public record NodeLost(String node) implements Answer {
    public NodeLost {
        Objects.requireNonNull(node, "node");
    }
}
