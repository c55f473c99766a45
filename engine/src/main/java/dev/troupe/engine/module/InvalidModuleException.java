package dev.troupe.engine.module;

/**
 * A well-formed module that validation rejects (spec chapter 3). The message starts with the reference interpreter's words
 * ("type mismatch", "unknown local") and names the function and the offset.
 */
public final class InvalidModuleException extends ModuleException {
    private static final long serialVersionUID = 1;
    private final String reason;

    public InvalidModuleException(String reason) {
        super(reason);
        this.reason = reason;
    }

    /**
     * @param where what the error is in, such as {@code function 12 "main"}
     * @param offset the index of the offending byte in the module
     */
    public InvalidModuleException(String reason, String where, long offset) {
        super(reason + " (in " + where + ", at offset 0x" + Long.toHexString(offset) + ")");
        this.reason = reason;
    }

    /** The message without function and offset. */
    public String reason() {
        return reason;
    }
}
