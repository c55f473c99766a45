package dev.troupe.tests.wasi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import dev.troupe.engine.CompiledModule;
import dev.troupe.engine.Engine;
import dev.troupe.engine.runtime.GuestExit;
import dev.troupe.engine.wasi.WasiConfig;
import dev.troupe.engine.wasi.WasiProgram;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Small C programs that use every function of WASI well and badly; sources and {@code build.sh} lie beside the modules. */
@Timeout(60)
class WasiProgramsTest {
    @TempDir
    Path temporary;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private static CompiledModule module(String name) throws IOException {
        try (InputStream stream = WasiProgramsTest.class.getResourceAsStream(name + ".wasm")) {
            return Engine.create().compile(stream.readAllBytes());
        }
    }

    private WasiConfig config() {
        return WasiConfig.defaults().withStdout(out).withStderr(err);
    }

    @Test
    void theProgramsUseAllFunctions() throws IOException {
        var used = new TreeSet<String>();
        for (var name : new String[] {"files", "process", "sockets"}) {
            module(name).module().imports().forEach(wanted -> used.add(wanted.name()));
        }
        assertThat(used).hasSize(46);
    }

    @ParameterizedTest
    @ValueSource(strings = {"default", "in memory"})
    void files(String fileSystem) throws IOException {
        var root = fileSystem.equals("default") ? temporary : Jimfs.newFileSystem(Configuration.unix()).getPath("/work");
        assertThat(WasiProgram.run(module("files"), config().withDirectory(root, "/"))).as(err::toString).isZero();
        assertThat(out).hasToString("as expected\n");
        assertThat(WasiProgram.run(module("unstable"), config().withDirectory(root, "/"))).as(err::toString).isZero();
        try (var left = Files.list(root)) {
            assertThat(left).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void process(boolean deterministic) throws IOException {
        var config = deterministic ? WasiConfig.deterministic() : WasiConfig.defaults();
        config = config.withStdout(out).withStderr(err).withArguments("process", "two words").withEnvironment("A", "1");
        assertThat(WasiProgram.run(module("process"), config)).as(err::toString).isZero();
        assertThat(out).hasToString("as expected\n");
    }

    @Test
    void sockets() throws Exception {
        try (var listener = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                var client = SocketChannel.open(listener.getLocalAddress())) {
            client.write(ByteBuffer.wrap("make me tall".getBytes()));
            client.shutdownOutput();
            assertThat(WasiProgram.run(module("sockets"), config().withListener(listener))).as(err::toString).isZero();
            var answer = ByteBuffer.allocate(100);
            while (client.read(answer) >= 0) {
                assertThat(answer.hasRemaining()).isTrue();
            }
            assertThat(new String(answer.array(), 0, answer.position())).isEqualTo("MAKE ME TALL");
        }
    }

    @Test
    void aReactorStaysUntilItLeaves() throws IOException {
        try (var reactor = WasiProgram.create(module("reactor"), config())) {
            assertThat(reactor.isCommand()).isFalse();
            assertThatIllegalArgumentException().isThrownBy(reactor::run);
            assertThat(reactor.invoke("count", 5)).containsExactly(5);
            assertThat(reactor.invoke("count", 2)).containsExactly(7);
            assertThatThrownBy(() -> reactor.invoke("leave", 3))
                    .isInstanceOfSatisfying(GuestExit.class, exit -> assertThat(exit.code()).isEqualTo(3));
            assertThatIllegalStateException().isThrownBy(() -> reactor.invoke("count", 1));
        }
    }

    @Test
    void aCommandRunsOnce() throws IOException {
        try (var command = WasiProgram.create(module("process"), config())) {
            assertThat(command.isCommand()).isTrue();
            assertThat(command.run()).as("without its arguments").isPositive();
            assertThatIllegalStateException().isThrownBy(command::run);
        }
    }
}
