package dev.troupe.actors.cluster;

import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import dev.troupe.engine.CompiledModule;
import dev.troupe.protocol.NodeMessage.FetchChunk;
import dev.troupe.protocol.NodeMessage.ModuleChunk;
import java.util.Arrays;

/** Hands out a module's bytes in parts of what size the asker wants, up to a limit. */
final class ModuleSource {
    /** Well below the frame size of 256 KiB, so that other messages find room between two. */
    static final int CHUNK = 64 << 10;

    private static final byte[] NONE = {};

    private ModuleSource() {}

    static Behavior<FetchChunk> create(CompiledModule module) {
        return Behaviors.receiveMessage(message -> {
            message.replyTo().tell(chunk(module, message));
            return Behaviors.same();
        });
    }

    private static ModuleChunk chunk(CompiledModule module, FetchChunk wanted) {
        if (!wanted.digest().equals(module.digest())) {
            return new ModuleChunk(wanted.digest(), wanted.offset(), -1, NONE);
        }
        var bytes = module.bytes();
        int from = Math.min(wanted.offset(), bytes.length);
        int to = (int) Math.min(bytes.length, (long) from + Math.min(wanted.length(), CHUNK));
        return new ModuleChunk(wanted.digest(), wanted.offset(), bytes.length, Arrays.copyOfRange(bytes, from, to));
    }
}
