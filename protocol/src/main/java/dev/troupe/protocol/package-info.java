/**
 * The messages between callers, pools and nodes, and nothing else: what a remote client needs.
 *
 * <p>In comes a {@link dev.troupe.protocol.Request} (an {@link dev.troupe.protocol.Invoke} of an export or a
 * {@link dev.troupe.protocol.RunCommand}), out goes exactly one {@link dev.troupe.protocol.Answer} to its {@code replyTo}, whatever
 * happens on the way. All types are immutable and may be shared between threads; byte arrays in them must not be modified.
 *
 * <p>This package knows Akka's {@code ActorRef} but not the engine, so that a client needs no compiler on its class path. The binary
 * form lives in {@link dev.troupe.protocol.wire}.
 */
package dev.troupe.protocol;
