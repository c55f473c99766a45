/**
 * Pools that reach over the nodes of an Akka cluster. In come a module and requests, out go the same answers as from a local pool,
 * and one more: {@link dev.troupe.protocol.NodeLost}.
 *
 * <pre>
 *   ClusterPool                                        ClusterNode
 *   ├ WasmPool (router) ──RemoteCall──────────────────► WasmPool (router)    one per module
 *   │      ▲            ◄─RemoteAnswer, Capacity───────   ▲ compiles once, registers under the module's digest
 *   │      │Found, Lost                                   │
 *   ├ PeerFinder ──HostModule────────────────────────► NodeActor
 *   └ ModuleSource ◄─FetchChunk, ModuleChunk─────────── ModuleFetch
 * </pre>
 *
 * <p>A module's name in the cluster is the SHA-256 digest of its bytes. Nodes grant capabilities themselves: what a module may import
 * and use on a node is in that node's settings, never in a message.
 *
 * <p>A router keeps no more requests in flight at another node than that node offers instances, and only when its own are busy. When
 * the failure detector loses sight of a node, what was in flight there is answered {@code NodeLost}, or runs elsewhere if it is
 * idempotent. The split-brain resolver is on ({@code troupe-cluster.conf}).
 */
package dev.troupe.actors.cluster;
