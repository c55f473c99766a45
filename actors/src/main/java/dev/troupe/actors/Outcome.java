package dev.troupe.actors;

import dev.troupe.engine.ExportNotFoundException;
import dev.troupe.engine.module.UnlinkableModuleException;
import dev.troupe.engine.runtime.GuestExit;
import dev.troupe.engine.runtime.GuestFrame;
import dev.troupe.engine.runtime.HostFunctionException;
import dev.troupe.engine.runtime.NotCapturableException;
import dev.troupe.engine.runtime.Trap;
import dev.troupe.engine.runtime.TrapKind;
import dev.troupe.engine.runtime.WasmException;
import dev.troupe.engine.runtime.WrongArgumentsException;
import dev.troupe.protocol.Answer;
import dev.troupe.protocol.Failed;
import dev.troupe.protocol.TimedOut;
import dev.troupe.protocol.Trapped;
import java.util.List;

/**
 * What became of one call.
 *
 * @param answer for the caller
 * @param discard whether the instance may be half-way through something and must not be used again
 */
record Outcome(Answer answer, boolean discard) {
    private static final int MAX_STACK = 100;

    /** Whatever a call threw, errors of the JVM included. */
    static Outcome ofThrown(Throwable thrown) {
        return switch (thrown) {
            case ExportNotFoundException e -> new Outcome(new Failed(Failed.Kind.UNKNOWN_EXPORT, e.getMessage()), false);
            case WrongArgumentsException e -> new Outcome(new Failed(Failed.Kind.WRONG_ARGUMENTS, e.getMessage()), false);
            case Trap e when e.kind() == TrapKind.DEADLINE_EXCEEDED -> new Outcome(new TimedOut(true, stack(e)), true);
            case Trap e -> new Outcome(new Trapped(e.kind().text(), message(e), stack(e)), true);
            case WasmException e ->
                new Outcome(new Trapped("uncaught exception", "uncaught exception with values " + e.values(), List.of()), true);
            case GuestExit e -> new Outcome(new Failed(Failed.Kind.GUEST_EXIT, e.getMessage(), e.code()), true);
            case HostFunctionException e -> new Outcome(new Failed(Failed.Kind.HOST_FUNCTION, e.getMessage()), true);
            case StackOverflowError e ->
                new Outcome(new Trapped(TrapKind.CALL_STACK_EXHAUSTED.text(), TrapKind.CALL_STACK_EXHAUSTED.text(), List.of()), true);
            case OutOfMemoryError e ->
                new Outcome(new Trapped(TrapKind.OUT_OF_MEMORY.text(), TrapKind.OUT_OF_MEMORY.text() + ": " + e.getMessage(), List.of()),
                        true);
            default -> new Outcome(new Failed(Failed.Kind.INTERNAL, thrown.toString()), true);
        };
    }

    /** Whatever making an instance threw. */
    static Outcome ofInstantiation(Throwable thrown) {
        return switch (thrown) {
            case Trap e when e.kind() == TrapKind.DEADLINE_EXCEEDED -> ofThrown(e);
            // A limit that is too low for what the module declares; no code of the guest has run.
            case Trap e when e.kind() == TrapKind.OUT_OF_MEMORY && stack(e).isEmpty() -> notInstantiable(message(e));
            case Trap e ->
                new Outcome(new Trapped(e.kind().text(), message(e) + " (while the instance was made)", stack(e)), true);
            case UnlinkableModuleException e -> notInstantiable(e.getMessage());
            case NotCapturableException e -> notInstantiable("cannot be made a template: " + e.getMessage());
            case GuestExit e ->
                new Outcome(new Failed(Failed.Kind.GUEST_EXIT, "while the instance was made: " + e.getMessage(), e.code()), true);
            default -> notInstantiable(thrown.toString());
        };
    }

    private static Outcome notInstantiable(String message) {
        return new Outcome(new Failed(Failed.Kind.NOT_INSTANTIABLE, message), true);
    }

    private static String message(Trap trap) {
        return trap.getMessage() == null ? trap.kind().text() : trap.getMessage();
    }

    private static List<String> stack(Trap trap) {
        return trap.guestStack().stream().limit(MAX_STACK).map(GuestFrame::toString).toList();
    }
}
