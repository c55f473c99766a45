package dev.troupe.engine.module;

/** A heap type that names an entry of its module's type index space. Meaningless outside that module. */
public record TypeIndex(int index) implements HeapType {
    @Override
    public String toString() {
        return Integer.toString(index);
    }
}
