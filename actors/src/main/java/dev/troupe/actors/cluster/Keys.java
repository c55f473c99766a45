package dev.troupe.actors.cluster;

import akka.actor.typed.receptionist.ServiceKey;
import dev.troupe.protocol.NodeMessage;
import dev.troupe.protocol.PoolMessage;

/** Under which names nodes and pools are found. */
final class Keys {
    /** Nodes that host modules on demand. */
    static final ServiceKey<NodeMessage.HostModule> NODES = ServiceKey.create(NodeMessage.HostModule.class, "troupe-node");

    private Keys() {}

    /** Pools of one module, one on each node that has it. */
    static ServiceKey<PoolMessage> pools(String digest) {
        return ServiceKey.create(PoolMessage.class, "troupe-module-" + digest);
    }
}
