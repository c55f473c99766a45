package dev.troupe.engine.module;

/** A named step of the language beyond the first version; each was a proposal of its own once. */
public enum Feature {
    MVP,
    SIGN_EXTENSION,
    SATURATING_CONVERSIONS,
    MULTI_VALUE,
    MUTABLE_GLOBALS,
    REFERENCE_TYPES,
    BULK_MEMORY,
    SIMD,
    RELAXED_SIMD,
    TAIL_CALLS,
    EXTENDED_CONST,
    FUNCTION_REFERENCES,
    GC,
    EXCEPTIONS,
    LEGACY_EXCEPTIONS,
    MULTI_MEMORY,
    MEMORY64,
    THREADS,
    WIDE_ARITHMETIC,
    CUSTOM_PAGE_SIZES
}
