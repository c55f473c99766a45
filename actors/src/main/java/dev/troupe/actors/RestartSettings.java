package dev.troupe.actors;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * How an instance is replaced. At once, if a call spoilt it, however often. If its replacement cannot be made: the first time at once
 * again, then after {@code backoffMin}, then twice that, and so on to {@code backoffMax}. After {@code limit} such failures in a row the
 * instance's place is declared failed and gets one new attempt every {@code coolDown}.
 */
public record RestartSettings(Duration backoffMin, Duration backoffMax, int limit, Duration coolDown) {
    public RestartSettings {
        if (!backoffMin.isPositive() || backoffMax.compareTo(backoffMin) < 0 || limit < 1 || !coolDown.isPositive()) {
            throw new IllegalArgumentException(
                    "expected 0 < back-off min <= max, limit >= 1, cool-down > 0: " + backoffMin + ", " + backoffMax
                            + ", " + limit + ", " + coolDown);
        }
    }

    static RestartSettings from(Config config) {
        return new RestartSettings(
                config.getDuration("backoff-min"), config.getDuration("backoff-max"), config.getInt("limit"),
                config.getDuration("cool-down"));
    }

    public RestartSettings withBackoff(Duration min, Duration max) {
        return new RestartSettings(min, max, limit, coolDown);
    }

    public RestartSettings withLimit(int value) {
        return new RestartSettings(backoffMin, backoffMax, value, coolDown);
    }

    public RestartSettings withCoolDown(Duration value) {
        return new RestartSettings(backoffMin, backoffMax, limit, value);
    }

    /** The delay before the replacement after so many failures in a row. */
    Duration delay(int failures) {
        if (failures > limit) {
            return coolDown;
        }
        if (failures <= 1) {
            return Duration.ZERO;
        }
        var delay = failures - 2 > 30 ? backoffMax : backoffMin.multipliedBy(1L << (failures - 2));
        return delay.compareTo(backoffMax) > 0 ? backoffMax : delay;
    }
}
