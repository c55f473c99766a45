package dev.troupe.actors;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * How long an instance is used. Whatever the policy says, an instance that trapped, timed out or had a host function fail is never
 * used again.
 *
 * <p>Fresh instances cannot leak anything from one call to the next, at the price of an instantiation (microseconds, plus what the
 * module's start function does) per call. Warm instances keep their state; the limits retire one before it grows stale or fat.
 *
 * @param policy fresh, warm, or by the module
 * @param maxCalls a warm instance is replaced after so many calls; 0 for never
 * @param idleTime a warm instance that had no call for so long is dropped and made anew for the next one; zero for never
 * @param memoryHighWater a warm instance is replaced when its exported memories are larger than so many bytes together; 0 for never
 * @param template whether the first instance is captured after its start function, {@code _initialize} and the pool's initializer have
 *     run, and all later ones start from that state without running them again: others of the pool, replacements, and fresh ones. Each has
 *     its own imports. A module whose instances {@link dev.troupe.engine.Instance#capture cannot be captured} makes a pool without
 *     instances, which says why. Commands run as without
 */
public record Lifetime(Policy policy, long maxCalls, Duration idleTime, long memoryHighWater, boolean template) {
    /** What decides whether an instance serves more than one call. */
    public enum Policy {
        /** Fresh for commands (modules that export {@code _start}), warm for all others. */
        AUTO,
        FRESH,
        WARM
    }

    public Lifetime {
        if (maxCalls < 0 || idleTime.isNegative() || memoryHighWater < 0) {
            throw new IllegalArgumentException("limits must not be negative: " + maxCalls + ", " + idleTime + ", " + memoryHighWater);
        }
    }

    /** Fresh for commands, warm without limits for others. */
    public static Lifetime auto() {
        return new Lifetime(Policy.AUTO, 0, Duration.ZERO, 0, false);
    }

    /** A new instance for each call. */
    public static Lifetime freshPerCall() {
        return new Lifetime(Policy.FRESH, 0, Duration.ZERO, 0, false);
    }

    /** One instance for as long as it behaves. */
    public static Lifetime warm() {
        return new Lifetime(Policy.WARM, 0, Duration.ZERO, 0, false);
    }

    public Lifetime withMaxCalls(long value) {
        return new Lifetime(policy, value, idleTime, memoryHighWater, template);
    }

    public Lifetime withIdleTime(Duration value) {
        return new Lifetime(policy, maxCalls, value, memoryHighWater, template);
    }

    public Lifetime withMemoryHighWater(long bytes) {
        return new Lifetime(policy, maxCalls, idleTime, bytes, template);
    }

    /** Whether instances start from the captured state of the first one; default false. */
    public Lifetime withTemplate(boolean value) {
        return new Lifetime(policy, maxCalls, idleTime, memoryHighWater, value);
    }

    static Lifetime from(Config config) {
        var policy = Configs.constant(config, "policy", Policy.class);
        return new Lifetime(policy, config.getLong("max-calls"), Configs.duration(config, "idle-time"),
                Configs.bytes(config, "memory-high-water"), config.getBoolean("template"));
    }
}
