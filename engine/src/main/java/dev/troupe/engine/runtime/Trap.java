package dev.troupe.engine.runtime;

import java.util.ArrayList;
import java.util.List;

/**
 * The abnormal end of a WebAssembly execution (spec 4.2.2). The instance may be left half-way through a computation; whether it
 * is used again is the embedder's choice (an instance actor never does).
 */
public final class Trap extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** The name of class loaders of generated code starts so, which tells guest frames from Java frames. */
    public static final String LOADER_PREFIX = "wasm:";

    private final TrapKind kind;

    public Trap(TrapKind kind) {
        this(kind, kind.text(), null);
    }

    public Trap(TrapKind kind, String message) {
        this(kind, message, null);
    }

    public Trap(TrapKind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public TrapKind kind() {
        return kind;
    }

    /** The WebAssembly functions on the stack, innermost first; at most the JVM's trace depth (1024 frames). */
    public List<GuestFrame> guestStack() {
        var source = isJvms(getCause()) && getCause().getStackTrace().length > 0 ? getCause() : this;
        var frames = new ArrayList<GuestFrame>();
        boolean inParts = false;
        for (var element : source.getStackTrace()) {
            var loader = element.getClassLoaderName();
            if (loader != null && loader.startsWith(LOADER_PREFIX) && element.getFileName() != null) {
                // A function cut into parts shows once, where its innermost part is.
                boolean outerPart = inParts;
                inParts = GuestNames.isPart(element.getMethodName());
                if (outerPart) {
                    continue;
                }
                var function = GuestNames.decode(GuestNames.whole(element.getMethodName()));
                frames.add(new GuestFrame(loader.substring(LOADER_PREFIX.length()), function, element.getLineNumber()));
            }
        }
        return List.copyOf(frames);
    }

    /** Whether the JVM threw this in guest code; such an exception knows the place, unless HotSpot has optimised its trace away. */
    private static boolean isJvms(Throwable cause) {
        return cause instanceof Error
                || cause instanceof IndexOutOfBoundsException
                || cause instanceof NullPointerException
                || cause instanceof ClassCastException
                || cause instanceof NegativeArraySizeException;
    }
}
