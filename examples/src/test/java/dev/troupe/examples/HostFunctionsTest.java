package dev.troupe.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.examples.hostfunctions.HostFunctions;
import org.junit.jupiter.api.Test;

class HostFunctionsTest {
    @Test
    void theGuestCallsJavaAndGetsAnswers() {
        assertThat(HostFunctions.run()).containsExactly("hello from the guest", "7 * 7 * 7 is 34 times ten and 3");
    }
}
