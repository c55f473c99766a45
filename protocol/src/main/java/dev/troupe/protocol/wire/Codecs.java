package dev.troupe.protocol.wire;

import dev.troupe.protocol.Answer;
import dev.troupe.protocol.CommandCompleted;
import dev.troupe.protocol.Completed;
import dev.troupe.protocol.Failed;
import dev.troupe.protocol.GetPoolStatus;
import dev.troupe.protocol.Invoke;
import dev.troupe.protocol.NodeLost;
import dev.troupe.protocol.NodeMessage.Capacity;
import dev.troupe.protocol.NodeMessage.FetchChunk;
import dev.troupe.protocol.NodeMessage.Fragment;
import dev.troupe.protocol.NodeMessage.HostModule;
import dev.troupe.protocol.NodeMessage.ModuleChunk;
import dev.troupe.protocol.NodeMessage.RemoteAnswer;
import dev.troupe.protocol.NodeMessage.RemoteCall;
import dev.troupe.protocol.NodeMessage.SubscribeCapacity;
import dev.troupe.protocol.PoolStatus;
import dev.troupe.protocol.Rejected;
import dev.troupe.protocol.Request;
import dev.troupe.protocol.RunCommand;
import dev.troupe.protocol.TimedOut;
import dev.troupe.protocol.Trapped;
import dev.troupe.protocol.TroupeMessage;
import dev.troupe.protocol.Value;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The table of messages. To change a layout, add a row with the next version and let the old one read only. */
final class Codecs {
    private static final List<Codec<?>> TABLE = List.of(
            new Codec<>(
                    "invoke.1",
                    Invoke.class,
                    (out, m) -> {
                        out.string(m.export());
                        out.list(m.arguments(), Codecs::writeValue);
                        out.duration(m.deadline());
                        out.bool(m.idempotent());
                        out.actor(m.replyTo());
                    },
                    in -> new Invoke(in.string(), in.list(Codecs::readValue), in.duration(), in.bool(), in.actor())),
            new Codec<>(
                    "command.1",
                    RunCommand.class,
                    (out, m) -> {
                        out.list(m.arguments(), WireWriter::string);
                        out.bytes(m.stdin());
                        out.duration(m.deadline());
                        out.bool(m.idempotent());
                        out.actor(m.replyTo());
                    },
                    in -> new RunCommand(in.list(WireReader::string), in.bytes(), in.duration(), in.bool(), in.actor())),
            new Codec<>(
                    "completed.1",
                    Completed.class,
                    (out, m) -> out.list(m.values(), Codecs::writeValue),
                    in -> new Completed(in.list(Codecs::readValue))),
            new Codec<>(
                    "command-completed.1",
                    CommandCompleted.class,
                    (out, m) -> {
                        out.signed(m.exitCode());
                        out.bytes(m.stdout());
                        out.bytes(m.stderr());
                    },
                    in -> new CommandCompleted(in.signedInt(), in.bytes(), in.bytes())),
            new Codec<>(
                    "trapped.1",
                    Trapped.class,
                    (out, m) -> {
                        out.string(m.kind());
                        out.string(m.message());
                        out.list(m.guestStack(), WireWriter::string);
                    },
                    in -> new Trapped(in.string(), in.string(), in.list(WireReader::string))),
            new Codec<>(
                    "timed-out.1",
                    TimedOut.class,
                    (out, m) -> {
                        out.bool(m.started());
                        out.list(m.guestStack(), WireWriter::string);
                    },
                    in -> new TimedOut(in.bool(), in.list(WireReader::string))),
            new Codec<>(
                    "rejected.1",
                    Rejected.class,
                    (out, m) -> {
                        out.constant(m.reason());
                        out.duration(m.retryAfter());
                    },
                    in -> new Rejected(in.constant(Rejected.Reason.class), in.duration())),
            new Codec<>(
                    "failed.1",
                    Failed.class,
                    (out, m) -> {
                        out.constant(m.kind());
                        out.string(m.message());
                        out.signed(m.exitCode());
                    },
                    in -> new Failed(in.constant(Failed.Kind.class), in.string(), in.signedInt())),
            new Codec<>("node-lost.1", NodeLost.class, (out, m) -> out.string(m.node()), in -> new NodeLost(in.string())),
            new Codec<>("get-pool-status.1", GetPoolStatus.class, (out, m) -> out.actor(m.replyTo()), in -> new GetPoolStatus(in.actor())),
            new Codec<>("pool-status.1", PoolStatus.class, Codecs::writeStatus, Codecs::readStatus),
            new Codec<>(
                    "host-module.1",
                    HostModule.class,
                    (out, m) -> {
                        out.string(m.digest());
                        out.actor(m.source());
                    },
                    in -> new HostModule(in.string(), in.actor())),
            new Codec<>(
                    "fetch-chunk.1",
                    FetchChunk.class,
                    (out, m) -> {
                        out.string(m.digest());
                        out.varint(m.offset());
                        out.varint(m.length());
                        out.actor(m.replyTo());
                    },
                    in -> new FetchChunk(in.string(), in.count(), in.count(), in.actor())),
            new Codec<>(
                    "module-chunk.1",
                    ModuleChunk.class,
                    (out, m) -> {
                        out.string(m.digest());
                        out.varint(m.offset());
                        out.signed(m.total());
                        out.bytes(m.bytes());
                    },
                    in -> new ModuleChunk(in.string(), in.count(), in.signedInt(), in.bytes())),
            new Codec<>(
                    "subscribe-capacity.1",
                    SubscribeCapacity.class,
                    (out, m) -> out.actor(m.replyTo()),
                    in -> new SubscribeCapacity(in.actor())),
            new Codec<>(
                    "capacity.1",
                    Capacity.class,
                    (out, m) -> {
                        out.actor(m.pool());
                        out.varint(m.instances());
                    },
                    in -> new Capacity(in.actor(), in.count())),
            new Codec<>(
                    "remote-call.1",
                    RemoteCall.class,
                    (out, m) -> {
                        out.signed(m.id());
                        writeNested(out, m.request());
                        out.actor(m.replyTo());
                    },
                    in -> new RemoteCall(in.signed(), readNested(in, Request.class), in.actor())),
            new Codec<>(
                    "remote-answer.1",
                    RemoteAnswer.class,
                    (out, m) -> {
                        out.signed(m.id());
                        out.actor(m.pool());
                        writeNested(out, m.answer());
                    },
                    in -> new RemoteAnswer(in.signed(), in.actor(), readNested(in, Answer.class))),
            new Codec<>(
                    "fragment.1",
                    Fragment.class,
                    (out, m) -> {
                        out.actor(m.sender());
                        out.signed(m.series());
                        out.varint(m.index());
                        out.varint(m.count());
                        out.bytes(m.bytes());
                    },
                    in -> new Fragment(in.actor(), in.signed(), in.count(), in.count(), in.bytes())));

    private static final Map<String, Codec<?>> BY_MANIFEST = TABLE.stream().collect(Collectors.toMap(Codec::manifest, Function.identity()));
    private static final Map<Class<?>, Codec<?>> BY_TYPE = TABLE.stream().collect(Collectors.toMap(Codec::type, Function.identity()));

    private Codecs() {}

    static List<Codec<?>> all() {
        return TABLE;
    }

    /** @throws IllegalArgumentException if the message has no binary form */
    static Codec<?> of(Object message) {
        var codec = BY_TYPE.get(message.getClass());
        if (codec == null) {
            throw new IllegalArgumentException("no binary form for " + message.getClass().getName());
        }
        return codec;
    }

    /** @throws WireReader.MalformedException if there is no such message */
    static Codec<?> of(String manifest) {
        var codec = BY_MANIFEST.get(manifest);
        if (codec == null) {
            throw new WireReader.MalformedException("unknown manifest \"" + manifest + "\"");
        }
        return codec;
    }

    private static void writeNested(WireWriter out, TroupeMessage message) {
        var codec = of(message);
        out.string(codec.manifest());
        codec.write(out, message);
    }

    private static <T> T readNested(WireReader in, Class<T> type) {
        var codec = of(in.string());
        if (!type.isAssignableFrom(codec.type())) {
            throw new WireReader.MalformedException(codec.manifest() + " is no " + type.getSimpleName());
        }
        return type.cast(codec.reader().apply(in));
    }

    private static final int I32 = 0;
    private static final int I64 = 1;
    private static final int F32 = 2;
    private static final int F64 = 3;
    private static final int V128 = 4;

    private static void writeValue(WireWriter out, Value value) {
        switch (value) {
            case Value.I32 v -> {
                out.u8(I32);
                out.signed(v.value());
            }
            case Value.I64 v -> {
                out.u8(I64);
                out.signed(v.value());
            }
            case Value.F32 v -> {
                out.u8(F32);
                out.fixed32(v.bits());
            }
            case Value.F64 v -> {
                out.u8(F64);
                out.fixed64(v.bits());
            }
            case Value.V128 v -> {
                out.u8(V128);
                out.fixed64(v.low());
                out.fixed64(v.high());
            }
        }
    }

    private static Value readValue(WireReader in) {
        int type = in.u8();
        return switch (type) {
            case I32 -> new Value.I32(in.signedInt());
            case I64 -> new Value.I64(in.signed());
            case F32 -> new Value.F32(in.fixed32());
            case F64 -> new Value.F64(in.fixed64());
            case V128 -> new Value.V128(in.fixed64(), in.fixed64());
            default -> throw new WireReader.MalformedException("no value type " + type);
        };
    }

    private static void writeStatus(WireWriter out, PoolStatus m) {
        out.varint(m.instances());
        out.varint(m.healthy());
        out.varint(m.busy());
        out.varint(m.restarting());
        out.varint(m.failed());
        out.varint(m.remoteInstances());
        out.varint(m.remoteBusy());
        out.varint(m.waiting());
        var counts = m.counts();
        out.varint(counts.completed());
        out.varint(counts.trapped());
        out.varint(counts.timedOut());
        out.varint(counts.rejected());
        out.varint(counts.failed());
        out.varint(counts.nodeLost());
        out.varint(counts.restarts());
        out.varint(counts.remote());
    }

    private static PoolStatus readStatus(WireReader in) {
        return new PoolStatus(
                in.count(),
                in.count(),
                in.count(),
                in.count(),
                in.count(),
                in.count(),
                in.count(),
                in.count(),
                new PoolStatus.Counts(
                        in.varint(), in.varint(), in.varint(), in.varint(), in.varint(), in.varint(), in.varint(), in.varint()));
    }
}
