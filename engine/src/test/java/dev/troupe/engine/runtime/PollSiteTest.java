package dev.troupe.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.engine.Engine;
import dev.troupe.engine.Imports;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PollSiteTest {
    @Test
    void guestsThatAreStoppedAllTheTimeThrowCodeAwayAFewTimesOnly() {
        var site = new PollSite(Duration.ofDays(1));
        for (int i = 0; i < 1000; i++) {
            site.arm();
            assertThat(site.asks()).isTrue();
            site.disarm();
        }
        assertThat(site.switches()).isEqualTo(2 * PollSite.BURST + 1);
        assertThat(site.asks()).isTrue();
    }

    @Test
    void theQuestionIsTakenOutOnceAllIsQuiet() {
        var site = new PollSite(Duration.ofMillis(20));
        for (int i = 0; i < 1000; i++) {
            site.arm();
            site.disarm();
        }
        while (site.asks()) {
            LockSupport.parkNanos(1_000_000);
        }
        site.arm();
        assertThat(site.asks()).isTrue();
    }

    @Test
    void theQuestionStaysAsLongAsAnybodyIsToBeStopped() {
        var site = new PollSite(Duration.ofNanos(1));
        site.arm();
        site.arm();
        site.disarm();
        assertThat(site.asks()).isTrue();
        site.disarm();
        assertThat(site.asks()).isFalse();
    }

    @Test
    void guestsAreStoppedWhetherTheQuestionIsInOrNot() throws Exception {
        var module = Engine.create().compileText("(module (func (export \"f\") (loop (br 0))))");
        for (int i = 0; i < 3 * PollSite.BURST; i++) {
            var instance = module.instantiate(Imports.none());
            try {
                instance.store().callWithin(Duration.ofMillis(3), () -> instance.invoke("f"));
            } catch (Trap e) {
                assertThat(e.kind()).isEqualTo(TrapKind.DEADLINE_EXCEEDED);
                continue;
            }
            throw new AssertionError("ended");
        }
    }
}
