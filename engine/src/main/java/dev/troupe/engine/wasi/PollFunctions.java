package dev.troupe.engine.wasi;

import dev.troupe.engine.runtime.Caller;
import dev.troupe.engine.runtime.Memory;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;

/** {@code poll_oneoff}: waits for the first of some clocks and descriptors. */
final class PollFunctions extends Room {
    private static final int OK = 0;

    /** More than anybody has descriptors, and few enough to be looked at in one go. */
    private static final int MAX_SUBSCRIPTIONS = 16_384;

    /** How often a standard input is asked again while sockets are waited for. */
    private static final long MIXED_WAIT_NANOS = 10_000_000;

    private final Abi abi;

    PollFunctions(WasiState state, Abi abi) {
        super(state);
        this.abi = abi;
    }

    /**
     * A subscription.
     *
     * @param deadline when a clock's time is up, on the monotonic clock
     */
    private record Subscription(long userdata, int type, int fd, long deadline, Errno error) {}

    private record Event(long userdata, Errno error, int type, long bytes, int flags) {}

    int pollOneoff(Caller caller, int subscriptions, int events, int count, int result) throws Exception {
        var memory = Guest.memory(caller);
        if (count == 0 || Integer.compareUnsigned(count, MAX_SUBSCRIPTIONS) > 0) {
            throw Errno.INVAL.error();
        }
        Guest.checkArray(memory, subscriptions, count, abi.subscriptionSize());
        Guest.checkArray(memory, events, count, Witx.EVENT_SIZE);
        Guest.check(memory, result, 4);
        var wanted = new ArrayList<Subscription>();
        for (int i = 0; i < count; i++) {
            wanted.add(read(memory, subscriptions + i * abi.subscriptionSize()));
        }
        var happened = state.waiting(caller).run(() -> await(wanted));
        for (int i = 0; i < happened.size(); i++) {
            write(memory, events + i * Witx.EVENT_SIZE, happened.get(i));
        }
        memory.writeInt(result, happened.size());
        return OK;
    }

    private Subscription read(Memory memory, int address) throws WasiError {
        long userdata = memory.readLong(address);
        int type = memory.readByte(address + 8);
        return switch (type) {
            case Witx.EVENT_CLOCK -> readClock(memory, userdata, address + abi.clockOffset());
            case Witx.EVENT_FD_READ, Witx.EVENT_FD_WRITE ->
                new Subscription(userdata, type, memory.readInt(address + 16), Long.MAX_VALUE, Errno.SUCCESS);
            default -> throw Errno.INVAL.error();
        };
    }

    private Subscription readClock(Memory memory, long userdata, int address) {
        int clock = memory.readInt(address);
        long timeout = memory.readLong(address + 8);
        int flags = memory.readShort(address + 24);
        long now = state.clock().monotonic();
        if (clock < Witx.CLOCK_REALTIME || clock > Witx.CLOCK_THREAD_CPUTIME || (flags & ~Witx.SUBSCRIPTION_CLOCK_ABSTIME) != 0) {
            return new Subscription(userdata, Witx.EVENT_CLOCK, -1, now, Errno.INVAL);
        }
        long wait = timeout < 0 ? Long.MAX_VALUE : timeout;
        if ((flags & Witx.SUBSCRIPTION_CLOCK_ABSTIME) != 0) {
            wait = Math.max(0, wait - (clock == Witx.CLOCK_REALTIME ? state.clock().realtime() : now));
        }
        return new Subscription(
                userdata, Witx.EVENT_CLOCK, -1, wait > Long.MAX_VALUE - now ? Long.MAX_VALUE : now + wait, Errno.SUCCESS);
    }

    private List<Event> await(List<Subscription> wanted) throws Exception {
        long deadline = Long.MAX_VALUE;
        boolean hasClock = false;
        for (var subscription : wanted) {
            deadline = Math.min(deadline, subscription.deadline);
            hasClock |= subscription.type == Witx.EVENT_CLOCK;
        }
        while (true) {
            var waiting = new ArrayList<Subscription>();
            var events = ready(wanted, waiting);
            if (!events.isEmpty()) {
                return events;
            }
            long left = hasClock && deadline != Long.MAX_VALUE ? deadline - state.clock().monotonic() : Long.MAX_VALUE;
            if (left > 0) {
                sleep(waiting, left);
            }
        }
    }

    /** What has happened by now; the descriptors for which nothing has are added to {@code waiting}. */
    private List<Event> ready(List<Subscription> wanted, List<Subscription> waiting) throws Exception {
        var events = new ArrayList<Event>();
        long now = state.clock().monotonic();
        for (var subscription : wanted) {
            if (subscription.type == Witx.EVENT_CLOCK) {
                if (subscription.deadline <= now) {
                    events.add(new Event(subscription.userdata, subscription.error, Witx.EVENT_CLOCK, 0, 0));
                }
                continue;
            }
            var event = descriptorEvent(subscription);
            if (event == null) {
                waiting.add(subscription);
            } else {
                events.add(event);
            }
        }
        return events;
    }

    /** Null if the descriptor would wait. */
    private Event descriptorEvent(Subscription subscription) throws Exception {
        try {
            var descriptor = state.table().get(subscription.fd, Rights.POLL_FD_READWRITE);
            if (subscription.type == Witx.EVENT_FD_WRITE) {
                descriptor.require(Rights.FD_WRITE);
                return descriptor.writable() ? event(subscription, descriptor, 0) : null;
            }
            if (!(descriptor instanceof ListenerDescriptor)) {
                descriptor.require(Rights.FD_READ);
            }
            int bytes = descriptor.readable();
            return bytes < 0 ? null : event(subscription, descriptor, bytes);
        } catch (Exception e) {
            int code = ErrorTable.code(e);
            return new Event(subscription.userdata, Errno.values()[code], subscription.type, 0, 0);
        }
    }

    private static Event event(Subscription subscription, Descriptor descriptor, int bytes) throws Exception {
        int flags = descriptor.hangup() ? Witx.EVENT_RW_HANGUP : 0;
        return new Event(subscription.userdata, Errno.SUCCESS, subscription.type, bytes, flags);
    }

    private void sleep(List<Subscription> waiting, long nanos) throws Exception {
        if (waiting.isEmpty() || nanos != Long.MAX_VALUE && !(state.clock() instanceof SystemClock)) {
            // A clock of the embedder's own runs as it likes: descriptors cannot be waited for meanwhile.
            state.clock().sleep(nanos);
            return;
        }
        try (var selector = Selector.open()) {
            PumpedDescriptor input = null;
            for (var subscription : waiting) {
                var descriptor = state.table().get(subscription.fd);
                if (descriptor instanceof SocketDescriptor socket) {
                    int operation = subscription.type == Witx.EVENT_FD_READ ? socket.readOperation() : SelectionKey.OP_WRITE;
                    var key = socket.channel().keyFor(selector);
                    socket.channel().register(selector, key == null ? operation : key.interestOps() | operation);
                } else if (descriptor instanceof PumpedDescriptor pumped) {
                    input = pumped;
                }
            }
            if (input == null) {
                SocketDescriptor.select(selector, nanos);
            } else if (selector.keys().isEmpty()) {
                input.await(nanos);
            } else {
                SocketDescriptor.select(selector, Math.min(nanos, MIXED_WAIT_NANOS));
            }
        }
    }

    private static void write(Memory memory, int address, Event event) {
        memory.writeLong(address, event.userdata);
        memory.writeLong(address + 8, event.error.code() | event.type << 16);
        memory.writeLong(address + 16, event.bytes);
        memory.writeLong(address + 24, event.flags);
    }
}
