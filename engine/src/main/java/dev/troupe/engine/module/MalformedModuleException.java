package dev.troupe.engine.module;

/**
 * The bytes or the text are not a module (spec chapters 5 and 6). The message starts with the reference interpreter's
 * words ("unexpected end", "unknown operator") and goes on with what was expected and found.
 */
public final class MalformedModuleException extends ModuleException {
    private static final long serialVersionUID = 1;
    private final String position;
    private final String reason;

    private MalformedModuleException(String reason, String position) {
        super(reason + " (" + position + ")");
        this.reason = reason;
        this.position = position;
    }

    public static MalformedModuleException atOffset(String reason, long offset) {
        return new MalformedModuleException(reason, "at offset 0x" + Long.toHexString(offset));
    }

    public static MalformedModuleException atLine(String reason, int line, int column) {
        return new MalformedModuleException(reason, "at line " + line + ", column " + column);
    }

    /** The message without the position. */
    public String reason() {
        return reason;
    }

    /** Where: {@code at offset 0x1f}, or {@code at line 3, column 7}. */
    public String position() {
        return position;
    }
}
