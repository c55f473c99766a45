package dev.troupe.engine.runtime;

import java.util.List;

/** An exception that WebAssembly code or a host function threw (spec 4.2.14). It has no Java stack trace, which would cost too much. */
public final class WasmException extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final transient Tag tag;
    private final transient Object[] values;

    public WasmException(Tag tag, Object... values) {
        super("WebAssembly exception", null, false, false);
        this.tag = tag;
        this.values = values;
    }

    public Tag tag() {
        return tag;
    }

    /** The payload, boxed. */
    public List<Object> values() {
        return java.util.Collections.unmodifiableList(java.util.Arrays.asList(values));
    }
}
