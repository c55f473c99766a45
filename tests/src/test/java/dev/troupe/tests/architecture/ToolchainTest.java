package dev.troupe.tests.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The build must have found a JDK 25, whatever Java Maven itself runs on. */
class ToolchainTest {

    @Test
    void testsRunOnJava25OrNewer() {
        assertThat(Runtime.version().feature()).isGreaterThanOrEqualTo(25);
    }
}
