package dev.troupe.engine.runtime;

/** Why an execution ended abnormally. {@link #text()} is the specification's wording. */
public enum TrapKind {
    UNREACHABLE("unreachable"),
    OUT_OF_BOUNDS_MEMORY_ACCESS("out of bounds memory access"),
    OUT_OF_BOUNDS_TABLE_ACCESS("out of bounds table access"),
    OUT_OF_BOUNDS_ARRAY_ACCESS("out of bounds array access"),
    UNDEFINED_ELEMENT("undefined element"),
    UNINITIALIZED_ELEMENT("uninitialized element"),
    INDIRECT_CALL_TYPE_MISMATCH("indirect call type mismatch"),
    INTEGER_DIVIDE_BY_ZERO("integer divide by zero"),
    INTEGER_OVERFLOW("integer overflow"),
    INVALID_CONVERSION_TO_INTEGER("invalid conversion to integer"),
    NULL_REFERENCE("null reference"),
    NULL_FUNCTION_REFERENCE("null function reference"),
    NULL_STRUCTURE_REFERENCE("null structure reference"),
    NULL_ARRAY_REFERENCE("null array reference"),
    NULL_I31_REFERENCE("null i31 reference"),
    NULL_EXCEPTION_REFERENCE("null exception reference"),
    CAST_FAILURE("cast failure"),
    UNALIGNED_ATOMIC("unaligned atomic"),
    EXPECTED_SHARED_MEMORY("expected shared memory"),
    /** The call depth limit, or the end of the Java stack. */
    CALL_STACK_EXHAUSTED("call stack exhausted"),
    /** The JVM could not allocate what the guest or a host function asked for. */
    OUT_OF_MEMORY("out of memory"),
    /** Somebody called {@link Store#interrupt}, or the executing thread was interrupted. */
    INTERRUPTED("interrupted"),
    DEADLINE_EXCEEDED("deadline exceeded"),
    /** Code compiled with fuel could not pay for what comes next; see {@link Store#setFuel}. */
    OUT_OF_FUEL("out of fuel"),
    /** An export was called while its store was executing on another thread. */
    CONCURRENT_USE("concurrent use of an instance"),
    /** The JVM refused generated code; always a defect of the engine. */
    INTERNAL_ERROR("internal error");

    private final String text;

    TrapKind(String text) {
        this.text = text;
    }

    public String text() {
        return text;
    }
}
