package dev.troupe.cli;

import dev.troupe.protocol.Answer;
import dev.troupe.protocol.CommandCompleted;
import dev.troupe.protocol.Completed;
import dev.troupe.protocol.Failed;
import dev.troupe.protocol.NodeLost;
import dev.troupe.protocol.Rejected;
import dev.troupe.protocol.TimedOut;
import dev.troupe.protocol.Trapped;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** Counts answers and their latencies. Used by one thread at a time. */
final class Tally {
    /** The kinds of answers, as summaries name them. */
    enum Outcome {
        COMPLETED("completed"),
        TRAPPED("trapped"),
        TIMED_OUT("timed out"),
        REJECTED("rejected"),
        FAILED("failed"),
        NODE_LOST("node lost");

        private final String text;

        Outcome(String text) {
            this.text = text;
        }

        static Outcome of(Answer answer) {
            return switch (answer) {
                case Completed _ -> COMPLETED;
                case CommandCompleted _ -> COMPLETED;
                case Trapped _ -> TRAPPED;
                case TimedOut _ -> TIMED_OUT;
                case Rejected _ -> REJECTED;
                case Failed _ -> FAILED;
                case NodeLost _ -> NODE_LOST;
            };
        }

        @Override
        public String toString() {
            return text;
        }
    }

    private static final long HIGHEST_NANOS = 3_600_000_000_000L;

    private final Map<Outcome, Long> counts = new EnumMap<>(Outcome.class);
    private final Map<String, Long> reasons = new LinkedHashMap<>();
    private final Histogram latencies = new Histogram(HIGHEST_NANOS, 3);

    void add(Answer answer, long nanos) {
        counts.merge(Outcome.of(answer), 1L, Long::sum);
        latencies.recordValue(Math.min(nanos, HIGHEST_NANOS));
        var reason = reason(answer);
        if (reason != null && (reasons.size() < 20 || reasons.containsKey(reason))) {
            reasons.merge(reason, 1L, Long::sum);
        }
    }

    long count(Outcome outcome) {
        return counts.getOrDefault(outcome, 0L);
    }

    long answers() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    /** What went wrong, with how often. */
    Map<String, Long> reasons() {
        return reasons;
    }

    double percentileMillis(double percentile) {
        return answers() == 0 ? 0 : latencies.getValueAtPercentile(percentile) / 1e6;
    }

    double maxMillis() {
        return latencies.getMaxValue() / 1e6;
    }

    private static String reason(Answer answer) {
        return switch (answer) {
            case Trapped trapped -> "trapped: " + trapped.kind();
            case Rejected rejected -> "rejected: " + rejected.reason().text();
            case Failed failed -> "failed: " + failed.message();
            case NodeLost lost -> "node lost: " + lost.node();
            case TimedOut timedOut -> timedOut.started() ? "timed out while running" : "timed out while waiting";
            case Completed _ -> null;
            case CommandCompleted _ -> null;
        };
    }
}
