package dev.troupe.cli;

import dev.troupe.protocol.Answer;
import dev.troupe.protocol.Completed;
import dev.troupe.protocol.TimedOut;
import dev.troupe.protocol.Trapped;
import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;

/** The kinds of requests that {@code troupe demo} sends, each with the one right answer to it. */
enum DemoRequest {
    DOCUMENT("a document", 940, null, "completed, HTML as recorded"),
    CRASH("a wild pointer", 10, "crash", "trapped: out of bounds memory access"),
    DIVIDE("a division by zero", 10, "divide", "trapped: integer divide by zero"),
    ABORT("an abort", 10, "abort", "trapped: unreachable"),
    RECURSE("endless recursion", 10, "recurse", "trapped: call stack exhausted"),
    HOG("all memory it can get", 10, "hog", "trapped: unreachable"),
    SPIN("an endless loop", 10, "spin", "timed out");

    private final String title;
    private final int perMille;
    private final String directive;
    private final String expected;

    DemoRequest(String title, int perMille, String directive, String expected) {
        this.title = title;
        this.perMille = perMille;
        this.directive = directive;
        this.expected = expected;
    }

    /** What the document does. */
    String title() {
        return title;
    }

    /** The answer it must get. */
    String expected() {
        return expected;
    }

    static DemoRequest random(RandomGenerator random) {
        int draw = random.nextInt(1000);
        for (var request : values()) {
            draw -= request.perMille;
            if (draw < 0) {
                return request;
            }
        }
        return DOCUMENT;
    }

    /** The document with this kind's misbehaviour in its middle. */
    byte[] markdown(String document) {
        int middle = directive == null ? 0 : document.indexOf("\n\n", document.length() / 2) + 2;
        var text = directive == null
                ? document
                : document.substring(0, middle) + "And now: <!-- " + directive + " -->\n\n" + document.substring(middle);
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** @param htmlIsRight whether the document's HTML has come in as recorded */
    boolean isRight(Answer answer, boolean htmlIsRight) {
        return switch (answer) {
            case Completed _ -> this == DOCUMENT && htmlIsRight;
            case Trapped trapped -> expected.equals("trapped: " + trapped.kind());
            case TimedOut _ -> this == SPIN;
            default -> false;
        };
    }
}
