package dev.troupe.actors;

import com.typesafe.config.Config;
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

/** Quick upper bounds of what the variable parts of a message take on the wire, in bytes. */
final class PayloadSize {
    private PayloadSize() {}

    /** What a message may have that travels in one piece: Akka's frame, less what is around the payload. */
    static long largest(Config config) {
        var key = "akka.remote.artery.advanced.maximum-frame-size";
        return config.hasPath(key) ? Math.max(0, config.getBytes(key) - (8 << 10)) : Long.MAX_VALUE;
    }

    static long of(Request request) {
        return switch (request) {
            case Invoke invoke -> of(invoke.export()) + 17L * invoke.arguments().size();
            case RunCommand command -> of(command.arguments()) + command.stdin().length;
        };
    }

    static long of(Answer answer) {
        return switch (answer) {
            case Completed completed -> 17L * completed.values().size();
            case CommandCompleted completed -> (long) completed.stdout().length + completed.stderr().length;
            case Trapped trapped -> of(trapped.message()) + of(trapped.guestStack());
            case TimedOut timedOut -> of(timedOut.guestStack());
            case Failed failed -> of(failed.message());
            default -> 0;
        };
    }

    private static long of(String text) {
        return 3L * text.length() + 5;
    }

    private static long of(List<String> texts) {
        long size = 0;
        for (var text : texts) {
            size += of(text);
        }
        return size;
    }
}
