package dev.troupe.engine.module;

/** The kinds of immediates that follow an opcode in the binary format (spec 5.4), in the order of their encoding. */
public enum Immediate {
    NONE,
    /** A block type. */
    BLOCK,
    /** A block type and a vector of catch clauses. */
    TRY_TABLE,
    LABEL,
    /** A vector of labels and a default label. */
    BR_TABLE,
    FUNC,
    /** A type index, then a table index. */
    TYPE_TABLE,
    TYPE,
    TAG,
    LOCAL,
    GLOBAL,
    TABLE,
    /** Destination table, source table. */
    TABLE_TABLE,
    /** Element segment, table. */
    ELEM_TABLE,
    ELEM,
    DATA,
    /** Data segment, memory. */
    DATA_MEMORY,
    MEMORY,
    /** Destination memory, source memory. */
    MEMORY_MEMORY,
    /** Alignment exponent (with the memory flag), memory, offset. */
    MEMARG,
    /** A memory argument, then a lane index. */
    MEMARG_LANE,
    LANE,
    /** Sixteen lane indices. */
    SHUFFLE,
    I32,
    I64,
    F32,
    F64,
    V128,
    HEAP_TYPE,
    /** A vector of value types. */
    VAL_TYPES,
    /** A type index, then a field index. */
    TYPE_FIELD,
    /** A type index, then a count. */
    TYPE_COUNT,
    TYPE_DATA,
    TYPE_ELEM,
    /** Two type indices. */
    TYPE_TYPE,
    /** Cast flags, a label, two heap types. */
    BR_CAST,
    /** One reserved zero byte. */
    ZERO
}
