package dev.troupe.actors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.troupe.engine.runtime.Store;
import dev.troupe.engine.runtime.Trap;
import dev.troupe.engine.runtime.TrapKind;
import org.junit.jupiter.api.Test;

/** The rope holds from the moment it is pulled, for one call only. */
class GuestControlTest {
    private final GuestControl control = new GuestControl();
    private final Store store = Store.create();

    private void assertStops() {
        assertThatExceptionOfType(Trap.class)
                .isThrownBy(control::check)
                .satisfies(trap -> assertThat(trap.kind()).isEqualTo(TrapKind.INTERRUPTED));
    }

    @Test
    void aCallThatIsPulledOutBeforeItBeginsDoesNotRun() {
        control.interrupt(7);
        control.begin(7, store);
        assertStops();
        control.end();
        control.begin(8, store);
        control.check();
    }

    @Test
    void aCallThatIsPulledOutBeforeItHasEnteredItsStoreDoesNotRun() {
        control.begin(7, store);
        control.interrupt(7);
        int level = store.enter();
        assertStops();
        store.exit(level);
        control.end();
        assertThat(Thread.interrupted()).as("it was meant for the call").isFalse();
    }

    @Test
    void whoPullsAtAnotherCallDoesNothingToThePresentOne() {
        control.begin(7, store);
        int level = store.enter();
        control.interrupt(6);
        control.check();
        store.poll();
        control.interrupt(7);
        assertThatExceptionOfType(Trap.class).isThrownBy(store::poll);
        store.exit(level);
        control.end();
    }
}
