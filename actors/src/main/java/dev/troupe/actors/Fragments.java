package dev.troupe.actors;

import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.ActorContext;
import dev.troupe.protocol.NodeMessage;
import dev.troupe.protocol.NodeMessage.Fragment;
import dev.troupe.protocol.PoolMessage;
import dev.troupe.protocol.wire.WireFormat;
import java.io.NotSerializableException;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes messages to other nodes' routers apart if they are too large for one of Akka's frames (256 KiB unless configured otherwise;
 * a larger message is dropped by its sender with a log line), and puts together what comes. Belongs to the router.
 */
final class Fragments {
    /** Payload bytes of one message, well below the frame size. */
    static final int PART = 96 << 10;
    /** What is put together at most; more is not sent. */
    static final int MAX = 256 << 20;

    private static final Logger LOG = LoggerFactory.getLogger(Fragments.class);
    /** A series that has not come to its end by then never will: the network keeps the order, or has lost the sender. */
    private static final long FORGET_NANOS = Duration.ofMinutes(1).toNanos();

    private record Key(ActorRef<PoolMessage> sender, long series) {}

    private static final class Series {
        private final byte[][] parts;
        private final long since = System.nanoTime();
        private int missing;

        Series(int count) {
            parts = new byte[count][];
            missing = count;
        }
    }

    private final ActorContext<PoolMessage> context;
    private final WireFormat format;
    private final Map<Key, Series> incoming = new LinkedHashMap<>();
    private long series;

    Fragments(ActorContext<PoolMessage> context) {
        this.context = context;
        this.format = new WireFormat(context.getSystem());
    }

    /** @param payload an upper bound of the size of what is variable in the message, at most {@link #MAX} */
    <T extends NodeMessage & PoolMessage> void send(ActorRef<PoolMessage> recipient, T message, long payload) {
        if (payload <= PART) {
            recipient.tell(message);
            return;
        }
        var bytes = format.encode(message);
        int count = (bytes.length + PART - 1) / PART;
        series++;
        for (int i = 0; i < count; i++) {
            var part = Arrays.copyOfRange(bytes, i * PART, Math.min(bytes.length, (i + 1) * PART));
            recipient.tell(new Fragment(context.getSelf(), series, i, count, part));
        }
    }

    /** The message that the fragment completes, or null. */
    PoolMessage receive(Fragment fragment) {
        forgetOld();
        if (fragment.count() < 1 || fragment.count() > MAX / PART + 2 || fragment.index() >= fragment.count()) {
            LOG.warn("a fragment that fits nowhere: {} of {}", fragment.index(), fragment.count());
            return null;
        }
        var key = new Key(fragment.sender(), fragment.series());
        var started = incoming.computeIfAbsent(key, unknown -> new Series(fragment.count()));
        if (started.parts.length != fragment.count() || started.parts[fragment.index()] != null) {
            return null;
        }
        started.parts[fragment.index()] = fragment.bytes();
        if (--started.missing > 0) {
            return null;
        }
        incoming.remove(key);
        try {
            var message = format.decode(join(started.parts));
            return message instanceof NodeMessage.RemoteCall || message instanceof NodeMessage.RemoteAnswer ? (PoolMessage) message : null;
        } catch (NotSerializableException e) {
            LOG.warn("fragments that make no message", e);
            return null;
        }
    }

    private void forgetOld() {
        long now = System.nanoTime();
        incoming.values().removeIf(started -> now - started.since > FORGET_NANOS);
    }

    private static byte[] join(byte[][] parts) {
        var all = new byte[Arrays.stream(parts).mapToInt(part -> part.length).sum()];
        int position = 0;
        for (var part : parts) {
            System.arraycopy(part, 0, all, position, part.length);
            position += part.length;
        }
        return all;
    }
}
