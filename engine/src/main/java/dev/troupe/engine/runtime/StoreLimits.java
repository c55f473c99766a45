package dev.troupe.engine.runtime;

/**
 * What the instances of one store may use. A request beyond a limit fails as the specification lets it fail: growing gives -1,
 * instantiation and deep calls trap.
 *
 * @param memoryBytes the size of each memory in bytes; if it is more than 2 GiB, memories that may grow so far are kept off the heap
 * @param tableElements the size of each table
 * @param callDepth nested guest calls, 0 for as many as the Java stack holds; a limit takes effect in modules that an engine
 *     compiled with call depth checks
 * @param fuel what a store has to begin with, {@link Long#MAX_VALUE} for as good as endless; spent by modules that an engine
 *     compiled with fuel. A thread that a WASI guest spawns gets half of what its spawner has then
 */
public record StoreLimits(long memoryBytes, long tableElements, int callDepth, long fuel) {
    private static final StoreLimits DEFAULTS = new StoreLimits(1L << 31, 10_000_000, 0, Long.MAX_VALUE);

    public StoreLimits {
        if (memoryBytes < 0 || tableElements < 0 || callDepth < 0 || fuel < 0) {
            throw new IllegalArgumentException(
                    "limits must not be negative: " + memoryBytes + ", " + tableElements + ", " + callDepth + ", " + fuel);
        }
    }

    /** 2 GiB a memory, ten million elements a table, calls as deep as the Java stack, endless fuel. */
    public static StoreLimits defaults() {
        return DEFAULTS;
    }

    public StoreLimits withMemoryBytes(long value) {
        return new StoreLimits(value, tableElements, callDepth, fuel);
    }

    public StoreLimits withTableElements(long value) {
        return new StoreLimits(memoryBytes, value, callDepth, fuel);
    }

    public StoreLimits withCallDepth(int value) {
        return new StoreLimits(memoryBytes, tableElements, value, fuel);
    }

    public StoreLimits withFuel(long value) {
        return new StoreLimits(memoryBytes, tableElements, callDepth, value);
    }
}
