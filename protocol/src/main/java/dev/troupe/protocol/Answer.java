package dev.troupe.protocol;

/** What a caller learns about its {@link Request}: exactly one of these, exactly once. */
public sealed interface Answer extends TroupeMessage
        permits Completed, CommandCompleted, Trapped, TimedOut, Rejected, Failed, NodeLost {}
