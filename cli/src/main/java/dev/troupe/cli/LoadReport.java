package dev.troupe.cli;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.troupe.protocol.PoolStatus;
import java.util.Locale;
import java.util.Map;

/**
 * The summary of {@code troupe pool}. The components' names are those of the JSON output.
 *
 * @param calls sent, each of which got one answer
 * @param remote answers that came from other nodes
 * @param restarts instances of this node that were replaced
 * @param healthy instances of this node at the end, of {@code instances}
 * @param reasons why calls did not complete, with how often
 */
@JsonPropertyOrder({"calls", "seconds", "callsPerSecond"})
record LoadReport(
        int calls,
        double seconds,
        long completed,
        long trapped,
        long timedOut,
        long rejected,
        long failed,
        long nodeLost,
        long remote,
        long restarts,
        int instances,
        int healthy,
        Latency latencyMillis,
        Map<String, Long> reasons) {
    /** In milliseconds, from sending a call to receiving its answer; three significant digits. */
    record Latency(double p50, double p99, double max) {}

    static LoadReport of(Tally tally, double seconds, PoolStatus status) {
        return new LoadReport(
                (int) tally.answers(),
                seconds,
                tally.count(Tally.Outcome.COMPLETED),
                tally.count(Tally.Outcome.TRAPPED),
                tally.count(Tally.Outcome.TIMED_OUT),
                tally.count(Tally.Outcome.REJECTED),
                tally.count(Tally.Outcome.FAILED),
                tally.count(Tally.Outcome.NODE_LOST),
                status.counts().remote(),
                status.counts().restarts(),
                status.instances(),
                status.healthy(),
                new Latency(tally.percentileMillis(50), tally.percentileMillis(99), tally.maxMillis()),
                tally.reasons());
    }

    @JsonProperty
    double callsPerSecond() {
        return seconds == 0 ? 0 : calls / seconds;
    }

    @Override
    public String toString() {
        var table = new TextTable("lr")
                .row("calls", number(calls))
                .row("seconds", String.format(Locale.ROOT, "%.2f", seconds))
                .row("calls per second", number(Math.round(callsPerSecond())))
                .rule()
                .row("completed", number(completed))
                .row("trapped", number(trapped))
                .row("timed out", number(timedOut))
                .row("rejected", number(rejected))
                .row("failed", number(failed))
                .row("node lost", number(nodeLost))
                .rule();
        if (remote > 0) {
            table.row("answered by other nodes", number(remote));
        }
        table.row("restarts", number(restarts))
                .row("healthy instances", healthy + " of " + instances)
                .row("latency p50", millis(latencyMillis.p50))
                .row("latency p99", millis(latencyMillis.p99))
                .row("latency max", millis(latencyMillis.max));
        var text = new StringBuilder(table.toString());
        reasons.forEach((reason, count) -> text.append("  ").append(number(count)).append(" times ").append(reason).append('\n'));
        return text.toString();
    }

    private static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    static String millis(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.3f ms" : "%.1f ms", value);
    }
}
