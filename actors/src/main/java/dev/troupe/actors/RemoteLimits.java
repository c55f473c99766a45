package dev.troupe.actors;

import dev.troupe.protocol.Answer;
import dev.troupe.protocol.CommandCompleted;
import dev.troupe.protocol.Completed;
import dev.troupe.protocol.Failed;
import dev.troupe.protocol.Invoke;
import dev.troupe.protocol.Request;
import dev.troupe.protocol.RunCommand;
import dev.troupe.protocol.TimedOut;
import dev.troupe.protocol.Trapped;
import java.util.List;

/**
 * What may travel between nodes. A message beyond Akka's frame size (256 KiB unless configured otherwise) is dropped by the sender
 * with a log line, and its caller would wait for ever; so larger requests stay local, and larger answers become a {@link Failed}.
 */
final class RemoteLimits {
    /** Estimated bytes of the payload, well below the frame size. */
    private static final long MAX = 192 << 10;

    private RemoteLimits() {}

    static boolean fits(Request request) {
        return switch (request) {
            case Invoke invoke -> 3L * invoke.export().length() + 17L * invoke.arguments().size() <= MAX;
            case RunCommand command -> size(command.arguments()) + command.stdin().length <= MAX;
        };
    }

    static Answer fit(Answer answer) {
        long size = switch (answer) {
            case Completed completed -> 17L * completed.values().size();
            case CommandCompleted completed -> (long) completed.stdout().length + completed.stderr().length;
            case Trapped trapped -> 3L * trapped.message().length() + size(trapped.guestStack());
            case TimedOut timedOut -> size(timedOut.guestStack());
            case Failed failed -> 3L * failed.message().length();
            default -> 0;
        };
        return size <= MAX
                ? answer
                : new Failed(Failed.Kind.ANSWER_TOO_LARGE,
                        "the answer takes " + size + " bytes, more than the " + MAX + " that travel between nodes");
    }

    private static long size(List<String> strings) {
        long size = 0;
        for (var string : strings) {
            size += 3L * string.length() + 5;
        }
        return size;
    }
}
