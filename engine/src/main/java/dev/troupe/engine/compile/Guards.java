package dev.troupe.engine.compile;

import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;

/**
 * The JVM's own checks (null, array bounds, casts) as those of WebAssembly: an entry in the exception table around an instruction
 * says which trap its exception stands for. The way without a trap costs nothing; one handler per kind of trap stands behind the body.
 */
final class Guards {
    /** What a JVM exception stands for. */
    enum Exit {
        NULL_REFERENCE("NullPointerException", "nullReference"),
        NULL_FUNCTION("NullPointerException", "nullFunction"),
        NULL_STRUCT("NullPointerException", "nullStructure"),
        NULL_ARRAY("NullPointerException", "nullArray"),
        NULL_I31("NullPointerException", "nullI31"),
        ARRAY_BOUNDS("ArrayIndexOutOfBoundsException", "outOfBoundsArrayAccess"),
        ARRAY_SIZE("NegativeArraySizeException", "outOfMemory"),
        CAST("ClassCastException", "castFailure"),
        CAST_NULL("NullPointerException", "castFailure");

        final String exception;
        /** The method of {@code Traps} that makes the trap. */
        final String trap;

        Exit(String exception, String trap) {
            this.exception = "java/lang/" + exception;
            this.trap = trap;
        }
    }

    private static final Exit[] EXITS = Exit.values();
    private static final String NEW_TRAP = "(Ljava/lang/RuntimeException;)Ldev/troupe/engine/runtime/Trap;";

    private final Body body;
    /** By exit; null where none is needed. */
    private final Label[] handlers = new Label[EXITS.length];

    /** Where exceptions go that leave the function past its handlers; null if none do. */
    private Label past;

    Guards(Body body) {
        this.body = body;
    }

    /** Writes instructions, at least one, whose exceptions are traps. */
    void guard(Runnable instructions, Exit... exits) {
        body.mark();
        var start = new Label();
        var end = new Label();
        body.code.label(start);
        instructions.run();
        body.code.label(end);
        for (var exit : exits) {
            if (handlers[exit.ordinal()] == null) {
                handlers[exit.ordinal()] = new Label();
            }
            body.code.handler(start, end, handlers[exit.ordinal()], exit.exception);
        }
    }

    /** Traps if the reference on top of the JVM's stack is null; leaves it there. */
    void requireNonNull(Exit exit) {
        guard(() -> {
            body.code.op(Opcodes.DUP);
            body.code.invokeStatic("java/util/Objects", "requireNonNull", "(Ljava/lang/Object;)Ljava/lang/Object;");
            body.code.op(Opcodes.POP);
        }, exit);
    }

    /**
     * Lets WebAssembly exceptions that are thrown between two labels, the second of which was placed just now, leave the function whatever
     * handlers there are around. The JVM takes the first entry of its table, so this is to be called before blocks around end. One
     * entry serves however many they are; as a hole in the range of each, entries would soon be more than a method can have.
     */
    void passHandlers(Label from, Label to) {
        past = past == null ? new Label() : past;
        body.code.handler(from, to, past, Names.WASM_EXCEPTION);
    }

    /** Writes the handlers, behind the whole body. */
    void finish() {
        if (past != null) {
            body.code.label(past);
            body.handlerFrame(Names.WASM_EXCEPTION);
            body.code.op(Opcodes.ATHROW);
        }
        for (var exit : EXITS) {
            if (handlers[exit.ordinal()] != null) {
                handler(exit, handlers[exit.ordinal()]);
            }
        }
    }

    private void handler(Exit exit, Label handler) {
        var code = body.code;
        code.label(handler);
        body.handlerFrame(exit.exception);
        body.fuel.save();
        code.invokeStatic(Names.TRAPS, exit.trap, NEW_TRAP);
        code.op(Opcodes.ATHROW);
    }
}
