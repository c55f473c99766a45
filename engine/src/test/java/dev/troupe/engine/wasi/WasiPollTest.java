package dev.troupe.engine.wasi;

import static dev.troupe.engine.wasi.TestGuest.RESULT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.troupe.engine.runtime.Trap;
import dev.troupe.engine.runtime.TrapKind;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code poll_oneoff} and sockets. */
@Timeout(20)
class WasiPollTest {
    private static final int SUBSCRIPTIONS = 16_384;
    private static final int EVENTS = 32_768;

    private record Event(long userdata, Errno error, int type, long bytes, int flags) {}

    private static void clock(TestGuest guest, int index, long userdata, int clock, long timeout, int flags) {
        int address = SUBSCRIPTIONS + 48 * index;
        guest.memory.writeLong(address, userdata);
        guest.memory.writeLong(address + 8, 0);
        guest.memory.writeInt(address + 16, clock);
        guest.memory.writeLong(address + 24, timeout);
        guest.memory.writeLong(address + 32, 0);
        guest.memory.writeShort(address + 40, (short) flags);
    }

    private static void descriptor(TestGuest guest, int index, long userdata, int type, int fd) {
        int address = SUBSCRIPTIONS + 48 * index;
        guest.memory.writeLong(address, userdata);
        guest.memory.writeLong(address + 8, type);
        guest.memory.writeInt(address + 16, fd);
    }

    private static List<Event> poll(TestGuest guest, int count) {
        guest.ok("poll_oneoff", SUBSCRIPTIONS, EVENTS, count, RESULT);
        var events = new ArrayList<Event>();
        for (int i = 0; i < guest.result(); i++) {
            int address = EVENTS + 32 * i;
            events.add(new Event(
                    guest.memory.readLong(address),
                    Errno.values()[guest.memory.readShort(address + 8)],
                    guest.memory.readByte(address + 10),
                    guest.memory.readLong(address + 16),
                    guest.memory.readShort(address + 24)));
        }
        return events;
    }

    @Test
    void sleepsForTheShortestTime() throws IOException {
        try (var guest = new TestGuest(WasiConfig.defaults())) {
            clock(guest, 0, 1, 1, 60_000_000_000L, 0);
            clock(guest, 1, 2, 0, 20_000_000L, 0);
            long start = System.nanoTime();
            assertThat(poll(guest, 2)).containsExactly(new Event(2, Errno.SUCCESS, 0, 0, 0));
            assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(19_000_000L);
            clock(guest, 0, 3, 0, 1_000, 1);
            assertThat(poll(guest, 1)).as("long past").containsExactly(new Event(3, Errno.SUCCESS, 0, 0, 0));
            clock(guest, 0, 4, 9, 0, 0);
            assertThat(poll(guest, 1)).containsExactly(new Event(4, Errno.INVAL, 0, 0, 0));
        }
    }

    @Test
    void sleepingEndsWithTheDeadline() throws IOException {
        try (var guest = new TestGuest(WasiConfig.defaults())) {
            clock(guest, 0, 1, 1, -1L, 0);
            assertThatThrownBy(() -> guest.store.callWithin(Duration.ofMillis(50), () -> poll(guest, 1)))
                    .isInstanceOfSatisfying(Trap.class, trap -> assertThat(trap.kind()).isEqualTo(TrapKind.DEADLINE_EXCEEDED));
        }
    }

    @Test
    void simulatedTimePassesAtOnce() throws IOException {
        try (var guest = new TestGuest(WasiConfig.deterministic())) {
            clock(guest, 0, 1, 1, 3_600_000_000_000L, 0);
            assertThat(poll(guest, 1)).hasSize(1);
            guest.ok("clock_time_get", 1, 0, RESULT);
            assertThat(guest.memory.readLong(RESULT)).isGreaterThanOrEqualTo(3_600_000_000_000L);
        }
    }

    @Test
    void streamsAndFilesAreReady(@TempDir Path directory) throws IOException {
        Files.writeString(directory.resolve("file"), "abcdef");
        try (var guest = new TestGuest(WasiConfig.defaults().withStdin(WasiInput.text("xy")).withDirectory(directory, "/"))) {
            int file = guest.open("file", 0);
            descriptor(guest, 0, 1, 1, 0);
            descriptor(guest, 1, 2, 2, 1);
            descriptor(guest, 2, 3, 1, file);
            descriptor(guest, 3, 4, 1, 77);
            clock(guest, 4, 5, 1, 10_000_000_000L, 0);
            assertThat(poll(guest, 5))
                    .containsExactly(
                            new Event(1, Errno.SUCCESS, 1, 2, 0),
                            new Event(2, Errno.SUCCESS, 2, 0, 0),
                            new Event(3, Errno.SUCCESS, 1, 6, 0),
                            new Event(4, Errno.BADF, 1, 0, 0));
        }
    }

    @Test
    void waitsForInput() throws Exception {
        var source = new PipedOutputStream();
        try (var guest = new TestGuest(WasiConfig.defaults().withStdin(WasiInput.stream(new PipedInputStream(source))))) {
            descriptor(guest, 0, 1, 1, 0);
            clock(guest, 1, 2, 1, 30_000_000L, 0);
            assertThat(poll(guest, 2)).containsExactly(new Event(2, Errno.SUCCESS, 0, 0, 0));
            source.write(65);
            source.flush();
            assertThat(poll(guest, 1)).containsExactly(new Event(1, Errno.SUCCESS, 1, 1, 0));
        }
    }

    @Test
    void acceptsReceivesAndSends() throws Exception {
        try (var listener = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                var guest = new TestGuest(WasiConfig.defaults().withListener(listener))) {
            guest.ok("fd_fdstat_get", 3, RESULT);
            assertThat(guest.memory.readByte(RESULT)).isEqualTo((byte) Witx.TYPE_SOCKET_STREAM);
            assertThat(guest.call("sock_accept", 0, 0, RESULT)).isEqualTo(Errno.NOTSOCK);
            assertThat(guest.call("sock_shutdown", 3, 1)).isEqualTo(Errno.NOTCONN);
            guest.ok("fd_fdstat_set_flags", 3, Witx.NONBLOCK);
            assertThat(guest.call("sock_accept", 3, 0, RESULT)).isEqualTo(Errno.AGAIN);
            guest.ok("fd_fdstat_set_flags", 3, 0);
            try (var client = SocketChannel.open(listener.getLocalAddress())) {
                guest.ok("sock_accept", 3, 0, RESULT);
                int fd = guest.result();
                client.write(ByteBuffer.wrap("hello".getBytes()));
                descriptor(guest, 0, 1, 1, fd);
                assertThat(poll(guest, 1)).containsExactly(new Event(1, Errno.SUCCESS, 1, 5, 0));
                int buffer = guest.put(new byte[16]);
                guest.ok("sock_recv", fd, guest.vector(buffer, 16), 1, Witx.RECV_PEEK, RESULT, RESULT + 4);
                assertThat(guest.memory.readUtf8(buffer, guest.result())).isEqualTo("hello");
                guest.ok("sock_recv", fd, guest.vector(buffer, 3), 1, 0, RESULT, RESULT + 4);
                assertThat(guest.memory.readUtf8(buffer, guest.result())).isEqualTo("hel");
                assertThat(guest.read(fd, 16)).isEqualTo("lo");
                guest.ok("sock_send", fd, guest.vector("reply"), 1, 0, RESULT);
                var reply = ByteBuffer.allocate(5);
                while (reply.hasRemaining() && client.read(reply) >= 0) {
                    assertThat(reply.position()).isPositive();
                }
                assertThat(reply.array()).isEqualTo("reply".getBytes());
                client.shutdownOutput();
                assertThat(guest.read(fd, 16)).isEmpty();
                descriptor(guest, 0, 1, 1, fd);
                assertThat(poll(guest, 1)).containsExactly(new Event(1, Errno.SUCCESS, 1, 0, Witx.EVENT_RW_HANGUP));
                guest.ok("sock_shutdown", fd, Witx.SHUT_RD | Witx.SHUT_WR);
                assertThat(guest.call("sock_shutdown", fd, 4)).isEqualTo(Errno.INVAL);
                assertThat(client.read(ByteBuffer.allocate(1))).isEqualTo(-1);
                guest.ok("fd_close", fd);
            }
            assertThatThrownBy(() -> guest.store.callWithin(Duration.ofMillis(50), () -> guest.call("sock_accept", 3, 0, RESULT)))
                    .isInstanceOf(Trap.class);
        }
    }

    @Test
    void nothingButConnectionsIsASocket() throws IOException {
        try (var guest = new TestGuest(WasiConfig.defaults())) {
            assertThat(guest.call("sock_shutdown", 1, 1)).isEqualTo(Errno.NOTSOCK);
            assertThat(guest.call("sock_shutdown", 3, 1)).isEqualTo(Errno.BADF);
            assertThat(guest.call("sock_recv", 0, guest.vector(RESULT, 4), 1, 0, RESULT, RESULT + 4)).isEqualTo(Errno.NOTSOCK);
            assertThat(guest.call("sock_send", 1, guest.vector("x"), 1, 0, RESULT)).isEqualTo(Errno.NOTSOCK);
        }
    }
}
