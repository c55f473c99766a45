package dev.troupe.engine.wasi;

import static dev.troupe.engine.wasi.TestGuest.RESULT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.troupe.engine.module.FuncType;
import dev.troupe.engine.runtime.GuestExit;
import dev.troupe.engine.runtime.Trap;
import dev.troupe.engine.runtime.TrapKind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Arguments, environment, clocks, randomness, standard streams, exits. */
class WasiProcessTest {
    @Test
    void thereAre46FunctionsWithADefinitionEach() {
        assertThat(Functions.all()).hasSize(46);
        assertThat(Functions.all().values().stream().filter(Functions.Entry::isUnstable)).hasSize(45);
        Functions.all().values().forEach(entry -> assertThat(entry.definition().type()).isNotNull());
        assertThat(Functions.all().get("path_open").definition().type())
                .hasToString("(i32, i32, i32, i32, i32, i64, i64, i32, i32) -> (i32)");
        assertThat(Functions.all().get("proc_exit").definition().type()).isEqualTo(FuncType.of(
                List.of(dev.troupe.engine.module.ValType.I32), List.of()));
    }

    @Test
    void argumentsAndEnvironment() throws IOException {
        var variables = new LinkedHashMap<String, String>();
        variables.put("A", "1");
        variables.put("NAME", "ä=b");
        try (var guest = new TestGuest(WasiConfig.defaults().withArguments("prog", "x y").withEnvironment(variables))) {
            guest.ok("args_sizes_get", RESULT, RESULT + 4);
            assertThat(guest.result()).isEqualTo(2);
            assertThat(guest.memory.readInt(RESULT + 4)).isEqualTo(9);
            guest.ok("args_get", 128, 256);
            assertThat(guest.memory.readInt(128)).isEqualTo(256);
            assertThat(guest.memory.readInt(132)).isEqualTo(261);
            assertThat(guest.memory.readUtf8(256, 9)).isEqualTo("prog\0x y\0");
            guest.ok("environ_sizes_get", RESULT, RESULT + 4);
            assertThat(guest.result()).isEqualTo(2);
            guest.ok("environ_get", 128, 256);
            assertThat(guest.memory.readUtf8(256, 14)).isEqualTo("A=1\0NAME=ä=b\0");
        }
        assertThatIllegalArgumentException().isThrownBy(() -> WasiConfig.defaults().withArguments("a\0b"));
        assertThatIllegalArgumentException().isThrownBy(() -> WasiConfig.defaults().withEnvironment("a=b", "c"));
    }

    @Test
    void nothingIsGrantedByDefault() throws IOException {
        try (var guest = new TestGuest(WasiConfig.defaults())) {
            guest.ok("args_sizes_get", RESULT, RESULT + 4);
            assertThat(guest.result()).isZero();
            guest.ok("environ_sizes_get", RESULT, RESULT + 4);
            assertThat(guest.result()).isZero();
            assertThat(guest.call("fd_prestat_get", 3, RESULT)).isEqualTo(Errno.BADF);
            assertThat(guest.read(0, 10)).isEmpty();
            assertThat(guest.write(1, "gone")).isEqualTo(4);
            assertThat(guest.call("fd_write", 0, guest.vector("x"), 1, RESULT)).isEqualTo(Errno.BADF);
            assertThat(guest.call("fd_read", 1, guest.vector(RESULT, 4), 1, RESULT)).isEqualTo(Errno.BADF);
            assertThat(guest.call("fd_seek", 1, 0, 0, RESULT)).isEqualTo(Errno.SPIPE);
            guest.ok("fd_fdstat_get", 1, RESULT);
            assertThat(guest.memory.readByte(RESULT)).as("no terminal").isEqualTo((byte) Witx.TYPE_UNKNOWN);
        }
    }

    @Test
    void streams(@TempDir Path directory) throws IOException {
        var out = new ByteArrayOutputStream();
        var lines = new ArrayList<String>();
        var config = WasiConfig.defaults().withStdin(WasiInput.text("line\nrest")).withStdout(out).withStderr(WasiOutput.lines(lines::add));
        try (var guest = new TestGuest(config)) {
            assertThat(guest.read(0, 5)).isEqualTo("line\n");
            assertThat(guest.read(0, 100)).isEqualTo("rest");
            assertThat(guest.read(0, 100)).isEmpty();
            guest.write(1, "to out");
            guest.write(2, "one\ntw");
            assertThat(lines).containsExactly("one");
            guest.write(2, "o\n\nthree");
        }
        assertThat(out).hasToString("to out");
        assertThat(lines).containsExactly("one", "two", "", "three");

        var input = Files.writeString(directory.resolve("in"), "from file");
        var output = directory.resolve("out");
        try (var guest = new TestGuest(WasiConfig.defaults().withStdin(WasiInput.file(input)).withStdout(WasiOutput.file(output)))) {
            guest.write(1, guest.read(0, 100));
        }
        assertThat(output).hasContent("from file");
        assertThatThrownBy(() -> Wasi.create(WasiConfig.defaults().withDirectory(directory.resolve("none"), "/")))
                .isInstanceOf(UncheckedIOException.class);
    }

    @Test
    void waitingForInputEndsWithTheDeadline() throws Exception {
        var pipe = new PipedInputStream(new PipedOutputStream());
        try (var guest = new TestGuest(WasiConfig.defaults().withStdin(WasiInput.stream(pipe)))) {
            assertThatThrownBy(() -> guest.store.callWithin(Duration.ofMillis(50), () -> guest.read(0, 10)))
                    .isInstanceOfSatisfying(Trap.class, trap -> assertThat(trap.kind()).isEqualTo(TrapKind.DEADLINE_EXCEEDED));
        }
    }

    @Test
    void aStreamIsReadAsItComes() throws Exception {
        var source = new PipedOutputStream();
        try (var guest = new TestGuest(WasiConfig.defaults().withStdin(WasiInput.stream(new PipedInputStream(source))))) {
            source.write("abc".getBytes());
            source.flush();
            assertThat(guest.read(0, 2)).isEqualTo("ab");
            assertThat(guest.read(0, 100)).isEqualTo("c");
            guest.ok("fd_fdstat_set_flags", 0, Witx.NONBLOCK);
            assertThat(guest.call("fd_read", 0, guest.vector(RESULT, 4), 1, RESULT)).isEqualTo(Errno.AGAIN);
            guest.ok("fd_fdstat_set_flags", 0, 0);
            source.close();
            assertThat(guest.read(0, 100)).isEmpty();
        }
    }

    @Test
    void clocks() throws IOException {
        try (var guest = new TestGuest(WasiConfig.defaults())) {
            long before = System.currentTimeMillis() * 1_000_000;
            guest.ok("clock_time_get", 0, 1, RESULT);
            assertThat(guest.memory.readLong(RESULT)).isBetween(before, before + 60_000_000_000L);
            guest.ok("clock_time_get", 1, 1, RESULT);
            assertThat(guest.memory.readLong(RESULT)).as("since the instance was made").isBetween(0L, 60_000_000_000L);
            for (int clock = 0; clock < 4; clock++) {
                guest.ok("clock_res_get", clock, RESULT);
                assertThat(guest.memory.readLong(RESULT)).isEqualTo(1000);
            }
            assertThat(guest.call("clock_time_get", 4, 0, RESULT)).isEqualTo(Errno.INVAL);
            assertThat(guest.call("clock_res_get", -1, RESULT)).isEqualTo(Errno.INVAL);
        }
    }

    @Test
    void deterministicGuestsSeeTheSame() throws IOException {
        var seen = new ArrayList<List<Object>>();
        for (int run = 0; run < 2; run++) {
            try (var guest = new TestGuest(WasiConfig.deterministic())) {
                guest.ok("random_get", 128, 100);
                guest.ok("clock_time_get", 0, 0, RESULT);
                long time = guest.memory.readLong(RESULT);
                guest.ok("clock_time_get", 1, 0, RESULT);
                seen.add(List.of(java.util.HexFormat.of().formatHex(guest.memory.read(128, 100)), time, guest.memory.readLong(RESULT)));
            }
        }
        assertThat(seen.get(0)).isEqualTo(seen.get(1));
    }

    @Test
    void randomBytesFillTheBufferAndNoMore() throws IOException {
        try (var guest = new TestGuest(WasiConfig.defaults())) {
            guest.ok("random_get", 1000, 100_000);
            assertThat(guest.memory.read(1000, 64)).isNotEqualTo(new byte[64]);
            assertThat(guest.memory.read(101_000 - 64, 64)).isNotEqualTo(new byte[64]);
            assertThat(guest.memory.read(101_000, 64)).isEqualTo(new byte[64]);
            assertThat(guest.memory.read(1000 - 64, 64)).isEqualTo(new byte[64]);
            guest.ok("random_get", 0, 0);
        }
    }

    @Test
    void exitsAndSignals() throws IOException {
        try (var guest = new TestGuest(WasiConfig.defaults())) {
            assertThatThrownBy(() -> guest.call("proc_exit", 33))
                    .isInstanceOfSatisfying(GuestExit.class, exit -> assertThat(exit.code()).isEqualTo(33));
            assertThatThrownBy(() -> guest.call("proc_raise", 6))
                    .isInstanceOfSatisfying(GuestExit.class, exit -> assertThat(exit.code()).isEqualTo(134));
            guest.ok("proc_raise", 0);
            guest.ok("proc_raise", 16);
            assertThat(guest.call("proc_raise", 18)).isEqualTo(Errno.NOTSUP);
            assertThat(guest.call("proc_raise", 31)).isEqualTo(Errno.INVAL);
            guest.ok("sched_yield");
        }
    }

    @Test
    void unstableHasOtherLayoutsAndNumbers(@TempDir Path directory) throws IOException {
        Files.writeString(directory.resolve("file"), "12345");
        try (var guest = new TestGuest(WasiConfig.defaults().withDirectory(directory, "/"), Abi.UNSTABLE)) {
            int fd = guest.open("file", 0);
            assertThat(guest.seek(fd, -1, 1)).as("1 is the end").isEqualTo(4);
            assertThat(guest.seek(fd, -1, 0)).as("0 is the position").isEqualTo(3);
            assertThat(guest.seek(fd, 2, 2)).as("2 is the start").isEqualTo(2);
            guest.ok("fd_filestat_get", fd, RESULT);
            assertThat(guest.memory.readInt(RESULT + 20)).as("links").isEqualTo(1);
            assertThat(guest.memory.readLong(RESULT + 24)).as("size").isEqualTo(5);
        }
    }

    @Test
    void aDefectOfAStreamIsAnErrorOfTheGuestsRequest() throws IOException {
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("broken");
            }
        };
        try (var guest = new TestGuest(WasiConfig.defaults().withStdin(WasiInput.stream(broken)))) {
            assertThat(guest.call("fd_read", 0, guest.vector(RESULT, 4), 1, RESULT)).isEqualTo(Errno.IO);
        }
    }
}
