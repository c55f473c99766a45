package dev.troupe.engine.runtime;

/**
 * A value of type {@code eqref} (spec 4.2.1): a struct, an array or an unboxed scalar. An {@code anyref} is one of these or, coming
 * from the host through {@code any.convert_extern}, any other object; so the conversions between {@code externref} and {@code anyref}
 * change nothing. Null references of all types are Java's null.
 */
public abstract sealed class GcObject permits I31, WasmStruct, WasmArray {
    GcObject() {}
}
