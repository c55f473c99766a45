package dev.troupe.actors;

import dev.troupe.protocol.Answer;
import dev.troupe.protocol.CommandCompleted;
import dev.troupe.protocol.Completed;
import dev.troupe.protocol.Failed;
import dev.troupe.protocol.NodeLost;
import dev.troupe.protocol.PoolStatus;
import dev.troupe.protocol.Rejected;
import dev.troupe.protocol.Request;
import dev.troupe.protocol.TimedOut;
import dev.troupe.protocol.Trapped;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The router's book: every accepted request is in here until it is answered, which happens once. Knows who waits, in order of
 * arrival, and whose time is up first. Belongs to the router.
 */
final class Ledger {
    /** Over all routers: what comes late for a router before its restart must mean nothing to the one after. */
    private static final AtomicLong IDS = new AtomicLong();

    private final Map<Long, Work> open = new HashMap<>();
    private final TreeSet<Work> byDue = new TreeSet<>(
            Comparator.<Work>comparingLong(work -> work.due - origin()).thenComparingLong(work -> work.id));
    /** Waiting work that any node may run, and that only this one may. */
    private final TreeMap<Long, Work> portable = new TreeMap<>();

    private final TreeMap<Long, Work> local = new TreeMap<>();
    private final long origin = System.nanoTime();
    private long completed;
    private long trapped;
    private long timedOut;
    private long rejected;
    private long failed;
    private long nodeLost;

    private long origin() {
        return origin;
    }

    Work open(Request request, Work.Origin caller, long deadline) {
        var work = new Work(IDS.incrementAndGet(), request, caller, deadline);
        open.put(work.id, work);
        byDue.add(work);
        return work;
    }

    /** The work of that id, or null if it is answered. */
    Work find(long id) {
        return open.get(id);
    }

    List<Work> all() {
        return List.copyOf(open.values());
    }

    boolean isEmpty() { return open.isEmpty(); }

    int waiting() {
        return portable.size() + local.size();
    }

    void enqueue(Work work) {
        work.slot = null;
        work.remote = null;
        setDue(work, work.deadline);
        (work.portable ? portable : local).put(work.id, work);
    }

    /** Takes the oldest one for a local instance; null if nothing waits. */
    Work takeForLocal() {
        if (local.isEmpty()) {
            return takeForRemote();
        }
        if (portable.isEmpty() || local.firstKey() < portable.firstKey()) {
            return local.pollFirstEntry().getValue();
        }
        return portable.pollFirstEntry().getValue();
    }

    /** Takes the oldest one that may leave the node; null if there is none. */
    Work takeForRemote() {
        var first = portable.pollFirstEntry();
        return first == null ? null : first.getValue();
    }

    boolean hasPortable() {
        return !portable.isEmpty();
    }

    List<Work> allWaiting() {
        return open.values().stream().filter(work -> !work.isRunning()).toList();
    }

    void setDue(Work work, long due) {
        byDue.remove(work);
        work.due = due;
        byDue.add(work);
    }

    /** The work that must be looked after first; null if there is none. */
    Work firstDue() {
        return byDue.isEmpty() ? null : byDue.first();
    }

    /** The one answer. */
    void answer(Work work, Answer answer) {
        if (open.remove(work.id) == null) {
            throw new IllegalStateException("answered twice: " + work.request);
        }
        byDue.remove(work);
        portable.remove(work.id);
        local.remove(work.id);
        count(answer);
        work.origin.answer(answer);
    }

    /** Counts and sends the rejection of a request that was never opened. */
    void reject(Work.Origin caller, Rejected.Reason reason, Duration retryAfter) {
        var answer = new Rejected(reason, retryAfter);
        count(answer);
        caller.answer(answer);
    }

    /** Counts and sends what stands in the way of a request that was never opened. */
    void refuse(Work.Origin caller, Answer answer) {
        count(answer);
        caller.answer(answer);
    }

    private void count(Answer answer) {
        switch (answer) {
            case Completed a -> completed++;
            case CommandCompleted a -> completed++;
            case Trapped a -> trapped++;
            case TimedOut a -> timedOut++;
            case Rejected a -> rejected++;
            case Failed a -> failed++;
            case NodeLost a -> nodeLost++;
        }
    }

    PoolStatus.Counts counts(long restarts, long remote) {
        return new PoolStatus.Counts(completed, trapped, timedOut, rejected, failed, nodeLost, restarts, remote);
    }
}
