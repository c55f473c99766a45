package dev.troupe.engine.runtime;

/** An integer of 31 bits as a reference (spec 4.2.1). Equal integers are equal references, whatever their objects. */
public final class I31 extends GcObject {
    /** Sign-extended. */
    public final int value;

    private I31(int value) {
        this.value = value;
    }

    /** The lower 31 bits of an integer. */
    public static I31 of(int value) {
        return new I31(value << 1 >> 1);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof I31 scalar && scalar.value == value;
    }

    @Override
    public int hashCode() {
        return value;
    }

    @Override
    public String toString() {
        return "i31 " + value;
    }
}
