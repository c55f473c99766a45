package dev.troupe.actors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PoolSettingsTest {
    @Test
    void defaultsComeFromTheConfiguration() {
        var settings = PoolSettings.defaults();
        assertThat(settings.instances()).isEqualTo(Runtime.getRuntime().availableProcessors());
        assertThat(settings.waitingRoom()).isEqualTo(1000);
        assertThat(settings.limits().memoryBytes()).isEqualTo(1L << 30);
        assertThat(settings.lifetime()).isEqualTo(Lifetime.auto());
    }

    @Test
    void everySettingCanBeConfigured() {
        var config = ConfigFactory
                .parseString(
                        """
                                instances = 3, limits.fuel = 12345
                                lifetime { policy = warm, max-calls = 7, idle-time = 5s, memory-high-water = 1MiB }
                                """)
                .withFallback(ConfigFactory.load().getConfig("troupe.pool"));
        var settings = PoolSettings.from(config);
        assertThat(settings.instances()).isEqualTo(3);
        assertThat(settings.limits().fuel()).isEqualTo(12345);
        assertThat(settings.lifetime())
                .isEqualTo(Lifetime.warm().withMaxCalls(7).withIdleTime(Duration.ofSeconds(5)).withMemoryHighWater(1 << 20));
    }

    @Test
    void nonsenseIsRefused() {
        var config = ConfigFactory.parseString("lifetime.policy = eternal").withFallback(ConfigFactory.load().getConfig("troupe.pool"));
        assertThatThrownBy(() -> PoolSettings.from(config)).isInstanceOf(ConfigException.class).hasMessageContaining("eternal");
        assertThatThrownBy(() -> PoolSettings.defaults().withInstances(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> PoolSettings.defaults().withDefaultDeadline(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void backOffDoublesUpToItsMaximumAndThenCoolsDown() {
        var restart = new RestartSettings(Duration.ofMillis(10), Duration.ofMillis(100), 8, Duration.ofSeconds(3));
        assertThat(restart.delay(1)).isZero();
        assertThat(restart.delay(2)).isEqualTo(Duration.ofMillis(10));
        assertThat(restart.delay(3)).isEqualTo(Duration.ofMillis(20));
        assertThat(restart.delay(5)).isEqualTo(Duration.ofMillis(80));
        assertThat(restart.delay(6)).isEqualTo(Duration.ofMillis(100));
        assertThat(restart.delay(9)).isEqualTo(Duration.ofSeconds(3));
    }
}
