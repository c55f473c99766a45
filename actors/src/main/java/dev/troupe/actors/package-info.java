/**
 * WebAssembly instances as actors. In come {@link dev.troupe.protocol.Request}s, out goes exactly one
 * {@link dev.troupe.protocol.Answer} to each, whatever the guest does.
 *
 * <pre>
 * WasmPool ──Request──► Router ──Run──► InstanceActor ──call──► Instance (engine)
 *    ▲                   │  ▲                │
 *    └──────Answer───────┘  └───Finished─────┘      other nodes' routers: RemoteCall, RemoteAnswer
 * </pre>
 *
 * <p>The router alone answers callers: it keeps every accepted request in its {@code Ledger} until it is answered, so that neither a
 * dying instance actor, nor a deadline, nor a stop can leave one without an answer or give it two. It hands work to idle instances
 * only (pull), so that what waits, waits where it can still be counted, timed out or handed to somebody else. Instance actors run on
 * a dispatcher of their own ({@code troupe.guest-dispatcher}), because a guest occupies its thread.
 *
 * <p>Users start at {@link dev.troupe.actors.WasmPool} (or {@link dev.troupe.actors.TroupeSystem}, if they have no actor system);
 * Akka users may spawn {@link dev.troupe.actors.Router#create} themselves. Defaults and their meaning are in
 * {@code reference.conf} under {@code troupe}.
 */
package dev.troupe.actors;
