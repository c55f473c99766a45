package dev.troupe.engine.runtime;

import dev.troupe.engine.types.DefType;

/**
 * A struct instance (spec 4.2.15). Each struct type has a generated subclass, whose superclass is that of the declared supertype, so
 * that a cast is the JVM's. Fields are public and called {@code f0}, {@code f1}...; packed ones are {@code byte} and {@code short},
 * a v128 has its high half in {@code f0h}.
 *
 * <p>The methods here are for the embedder: convenient, not fast. Equality is identity. Belongs to the thread of the store whose
 * instances refer to it.
 */
public abstract non-sealed class WasmStruct extends GcObject {
    protected WasmStruct() {}

    /** The canonical type that the struct was created with. */
    public abstract DefType type();

    public final int fieldCount() {
        return type().structType().fields().size();
    }

    /**
     * A field's value, boxed as {@link WasmFunction#call} gives results; packed fields as sign-extended {@code Integer}.
     *
     * @throws IndexOutOfBoundsException if there is no such field
     */
    public final Object get(int field) {
        return StructFields.of(this).get(this, field);
    }

    /**
     * Changes a field.
     *
     * @throws IndexOutOfBoundsException if there is no such field
     * @throws IllegalStateException if the field is immutable
     * @throws WrongArgumentsException if the value does not fit the field's type
     */
    public final void set(int field, Object value) {
        var type = type().structType().fields().get(field);
        if (!type.mutable()) {
            throw new IllegalStateException("field " + field + " of " + type() + " is immutable");
        }
        Calls.require(Calls.unpacked(type), value, "field " + field);
        StructFields.of(this).set(this, field, value);
    }

    @Override
    public String toString() {
        return "struct of type " + type();
    }
}
