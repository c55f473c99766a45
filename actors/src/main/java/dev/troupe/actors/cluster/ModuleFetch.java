package dev.troupe.actors.cluster;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractOnMessageBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import dev.troupe.protocol.NodeMessage.FetchChunk;
import dev.troupe.protocol.NodeMessage.ModuleChunk;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.TreeSet;

/**
 * Fetches one module from a {@link ModuleSource}, a window of chunks at a time: a chunk is asked for when an earlier one has arrived,
 * and again when it does not come. Ends with one {@link Result}.
 */
final class ModuleFetch extends AbstractOnMessageBehavior<ModuleFetch.Command> {
    sealed interface Command {}

    private record Arrived(ModuleChunk chunk) implements Command {}

    private enum Signal implements Command {
        LATE,
        SOURCE_GONE
    }

    /** How it ended. */
    sealed interface Result {
        String digest();
    }

    /** The digest has been checked. */
    record Fetched(String digest, byte[] bytes) implements Result {}

    record NotFetched(String digest, String reason) implements Result {}

    private static final int WINDOW = 4;
    private static final int MAX_ATTEMPTS = 6;

    /**
     * Limits of a fetch.
     *
     * @param maxBytes the largest module that is accepted
     * @param patience how long nothing may arrive before what is missing is asked for again
     */
    record Limits(int maxBytes, Duration patience) {}

    private final TimerScheduler<Command> timers;
    private final String digest;
    private final ActorRef<FetchChunk> source;
    private final ActorRef<Result> replyTo;
    private final ActorRef<ModuleChunk> chunks;
    private final Limits limits;
    /** Offsets asked for that have not arrived. */
    private final TreeSet<Integer> missing = new TreeSet<>();

    private byte[] bytes;
    private int next;
    private int attempts;

    private ModuleFetch(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            String digest,
            ActorRef<FetchChunk> source,
            ActorRef<Result> replyTo,
            Limits limits) {
        super(context);
        this.timers = timers;
        this.digest = digest;
        this.source = source;
        this.replyTo = replyTo;
        this.limits = limits;
        this.chunks = context.messageAdapter(ModuleChunk.class, Arrived::new);
        context.watchWith(source, Signal.SOURCE_GONE);
        ask(0);
        beginWaiting();
    }

    static Behavior<Command> create(String digest, ActorRef<FetchChunk> source, ActorRef<Result> replyTo, Limits limits) {
        return Behaviors.setup(
                context -> Behaviors.withTimers(timers -> new ModuleFetch(context, timers, digest, source, replyTo, limits)));
    }

    @Override
    public Behavior<Command> onMessage(Command command) {
        return switch (command) {
            case Arrived arrived -> onArrived(arrived.chunk);
            case Signal.LATE -> onLate();
            case Signal.SOURCE_GONE -> fail("its source is gone");
        };
    }

    private void ask(int offset) {
        missing.add(offset);
        source.tell(new FetchChunk(digest, offset, ModuleSource.CHUNK, chunks));
    }

    private void beginWaiting() {
        timers.startSingleTimer(Signal.LATE, Signal.LATE, limits.patience);
    }

    private Behavior<Command> onArrived(ModuleChunk chunk) {
        if (!missing.contains(chunk.offset())) {
            return this;
        }
        if (chunk.total() < 0) {
            return fail("its source does not have it");
        }
        if (chunk.total() > limits.maxBytes) {
            return fail("it has " + chunk.total() + " bytes, more than the limit of " + limits.maxBytes);
        }
        if (bytes == null) {
            bytes = new byte[chunk.total()];
            next = Math.min(ModuleSource.CHUNK, bytes.length);
        }
        int expected = Math.min(ModuleSource.CHUNK, bytes.length - chunk.offset());
        if (chunk.total() != bytes.length || chunk.bytes().length != expected) {
            return fail("its source sends chunks that do not fit together");
        }
        System.arraycopy(chunk.bytes(), 0, bytes, chunk.offset(), expected);
        missing.remove(chunk.offset());
        attempts = 0;
        while (missing.size() < WINDOW && next < bytes.length) {
            ask(next);
            next = (int) Math.min(bytes.length, (long) next + ModuleSource.CHUNK);
        }
        if (missing.isEmpty()) {
            return finish();
        }
        beginWaiting();
        return this;
    }

    private Behavior<Command> onLate() {
        if (++attempts >= MAX_ATTEMPTS) {
            return fail("its source does not answer");
        }
        new TreeSet<>(missing).forEach(this::ask);
        beginWaiting();
        return this;
    }

    private Behavior<Command> finish() {
        var actual = sha256(bytes);
        if (!actual.equals(digest)) {
            return fail("its source sent bytes with the digest " + actual);
        }
        replyTo.tell(new Fetched(digest, bytes));
        return Behaviors.stopped();
    }

    private Behavior<Command> fail(String reason) {
        replyTo.tell(new NotFetched(digest, reason));
        return Behaviors.stopped();
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
