package dev.troupe.cli;

import dev.troupe.protocol.Answer;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Whether every request of the demo got its one answer, and the right one. Used by one thread at a time. */
final class DemoTally {
    private final List<DemoRequest> sent;
    private final byte[] answers;
    private final Map<DemoRequest, Integer> right = new EnumMap<>(DemoRequest.class);
    private final Map<String, Integer> wrong = new LinkedHashMap<>();

    /** @param sent the requests by index */
    DemoTally(List<DemoRequest> sent) {
        this.sent = sent;
        this.answers = new byte[sent.size()];
    }

    void add(int index, Answer answer, boolean isRight) {
        answers[index] = (byte) Math.min(answers[index] + 1, 2);
        if (isRight) {
            right.merge(sent.get(index), 1, Integer::sum);
        } else if (wrong.size() < 10) {
            var text = answer.toString();
            wrong.merge(sent.get(index).title() + ": " + text.substring(0, Math.min(160, text.length())), 1, Integer::sum);
        }
    }

    boolean isPerfect() {
        return withAnswers(1) == sent.size() && right.values().stream().mapToInt(Integer::intValue).sum() == sent.size();
    }

    private long withAnswers(int count) {
        long found = 0;
        for (byte answer : answers) {
            found += answer == count ? 1 : 0;
        }
        return found;
    }

    @Override
    public String toString() {
        var table = new TextTable("lrlrr").row("requests with", "sent", "the right answer", "got it", "did not").rule();
        int total = 0;
        for (var kind : DemoRequest.values()) {
            int count = (int) sent.stream().filter(kind::equals).count();
            int good = right.getOrDefault(kind, 0);
            total += good;
            table.row(kind.title(), number(count), kind.expected(), number(good), number(count - good));
        }
        table.rule().row("all", number(sent.size()), "", number(total), number(sent.size() - total));
        var text = new StringBuilder(table.toString());
        wrong.forEach((what, count) -> text.append("  wrong answer, ").append(count).append(" times: ").append(what).append('\n'));
        text.append('\n').append("Answers   ").append(number(withAnswers(1))).append(" requests got exactly one, ")
                .append(number(withAnswers(0))).append(" got none, ").append(number(withAnswers(2))).append(" got more");
        return text.toString();
    }

    private static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }
}
