package dev.troupe.engine.compile.outline;

/** What some steps would be if one lane of all vectors were done at a time, as long as that gives the same as all at once. */
final class LaneWork {
    /** The size of a step that must not be done lane by lane. */
    static final byte IMPOSSIBLE = -1;
    /** The operations of a step without vectors. */
    static final byte NO_VECTOR = -1;

    /** An operation in a loop counts as much as so many outside. */
    private static final int LOOP_FACTOR = 8;

    private static final int MAX_OPERATIONS = 1 << 20;

    private boolean possible = true;
    /** Whether there is any vector. */
    private boolean vectors;
    /** Estimated bytes of code. */
    private int size;
    /** Arithmetic on vectors, more in loops. */
    private int operations;

    /**
     * Adds a step.
     *
     * @param stepOperations 0 if it only moves vectors, {@link #NO_VECTOR} if it has nothing to do with them
     */
    void add(int stepSize, int stepOperations) {
        possible &= stepSize != IMPOSSIBLE;
        size += stepSize;
        vectors |= stepOperations != NO_VECTOR;
        operations += Math.max(0, stepOperations);
    }

    void addAll(LaneWork other, boolean inLoop) {
        possible &= other.possible;
        size += other.size;
        vectors |= other.vectors;
        operations = Math.min(MAX_OPERATIONS, operations + other.operations * (inLoop ? LOOP_FACTOR : 1));
    }

    void never() {
        possible = false;
    }

    boolean vectors() {
        return vectors;
    }

    boolean possible() {
        return possible;
    }

    int size() {
        return size;
    }

    int operations() {
        return operations;
    }
}
