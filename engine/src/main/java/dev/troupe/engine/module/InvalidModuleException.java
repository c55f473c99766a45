package dev.troupe.engine.module;

/**
 * A well-formed module that validation rejects (spec chapter 3). The message starts with the reference interpreter's words
 * ("type mismatch", "unknown local") and names the function and the offset.
 */
public final class InvalidModuleException extends ModuleException {
    private static final long serialVersionUID = 1;
    private final String reason;
    private final String where;
    private final long offset;

    public InvalidModuleException(String reason) {
        super(reason);
        this.reason = reason;
        this.where = "";
        this.offset = -1;
    }

    /**
     * @param where what the error is in, such as {@code function 12 "main"}
     * @param offset the index of the offending byte in the module
     */
    public InvalidModuleException(String reason, String where, long offset) {
        super(reason + " (in " + where + ", at offset 0x" + Long.toHexString(offset) + ")");
        this.reason = reason;
        this.where = where;
        this.offset = offset;
    }

    private InvalidModuleException(InvalidModuleException e, String place) {
        super(e.reason + " (in " + e.where + ", " + place + ")", e);
        reason = e.reason;
        where = e.where;
        offset = -1;
    }

    /** The same, but with a place such as {@code at line 3, column 7} instead of the offset. */
    public InvalidModuleException at(String place) {
        return new InvalidModuleException(this, place);
    }

    /** The index of the offending byte in the bytes of the module or, if it was parsed from text, of its bodies; -1 if unknown. */
    public long offset() {
        return offset;
    }

    /** The message without function and offset. */
    public String reason() {
        return reason;
    }
}
