package dev.troupe.protocol;

/** What a pool understands: requests, questions about itself and, between the nodes of a cluster, shares of another pool's work. */
public interface PoolMessage {}
