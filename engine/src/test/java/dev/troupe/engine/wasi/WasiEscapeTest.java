package dev.troupe.engine.wasi;

import static dev.troupe.engine.wasi.TestGuest.FD_ROOT;
import static dev.troupe.engine.wasi.TestGuest.RESULT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Attempts to read or write outside of what is granted, or to exhaust the host. The sandbox is {@code inside}; next to it lies
 * {@code secret} with the word that must not be seen and must not change.
 */
@Timeout(60)
class WasiEscapeTest {
    private static final String SECRET = "secret";
    private static final int FD_READ_ONLY = 4;

    @TempDir
    Path temporary;

    private Path inside;
    private Path outside;
    private Path readOnly;
    private TestGuest guest;

    @BeforeEach
    void open() throws IOException {
        inside = Files.createDirectory(temporary.resolve("inside"));
        readOnly = Files.createDirectory(temporary.resolve("readonly"));
        outside = Files.writeString(temporary.resolve("secret"), SECRET);
        Files.createDirectories(inside.resolve("dir/sub"));
        Files.writeString(inside.resolve("dir/file"), "inside");
        Files.writeString(readOnly.resolve("file"), "read only");
        Files.createDirectory(readOnly.resolve("dir"));
        // Links that the host has lying there.
        Files.createSymbolicLink(inside.resolve("absolute"), outside);
        Files.createSymbolicLink(inside.resolve("relative"), Path.of("../secret"));
        Files.createSymbolicLink(inside.resolve("up"), Path.of(".."));
        Files.createSymbolicLink(inside.resolve("dir/deep"), Path.of("../../secret"));
        Files.createSymbolicLink(inside.resolve("root"), Path.of("/"));
        Files.createSymbolicLink(inside.resolve("chain"), Path.of("dir/../relative"));
        Files.createSymbolicLink(inside.resolve("new"), Path.of("../planted"));
        guest = new TestGuest(WasiConfig.defaults().withDirectory(inside, "/").withReadOnlyDirectory(readOnly, "/ro"));
    }

    @AfterEach
    void nothingOutsideHasChanged() throws IOException {
        guest.close();
        // JUnit warns of a link that leads out when it cleans up.
        Files.deleteIfExists(inside.resolve("root"));
        assertThat(outside).hasContent(SECRET);
        try (var entries = Files.list(temporary)) {
            assertThat(entries.map(entry -> entry.getFileName().toString())).containsExactlyInAnyOrder("inside", "readonly", "secret");
        }
        assertThat(readOnly.resolve("file")).hasContent("read only");
        try (var entries = Files.list(readOnly)) {
            assertThat(entries).hasSize(2);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../secret",
                "..",
                "../",
                "../inside/../secret",
                "dir/../../secret",
                "dir/sub/../../../secret",
                "./../secret",
                ".//..///secret",
                "dir/./.././../secret",
                "/etc/passwd",
                "/",
                "//etc/passwd",
                "///",
                "absolute",
                "absolute/",
                "relative",
                "relative/.",
                "up",
                "up/secret",
                "up/inside/../secret",
                "up/../../etc/passwd",
                "dir/deep",
                "dir/sub/../deep",
                "root/etc/passwd",
                "root/proc/self/environ",
                "chain",
                "chain/",
                "dir/up/secret",
                "\u2024\u2024/secret",
                "dir/..\u0000/../secret",
                "..\\secret",
                "file:///etc/passwd"
            })
    void noPathLeadsOut(String path) {
        assertThat(guest.tryRead(path)).isNotEqualTo(Errno.SUCCESS);
        assertThat(guest.tryOpen(FD_ROOT, path, Witx.DIRECTORY)).isNotEqualTo(Errno.SUCCESS);
        assertThat(guest.call("path_filestat_get", FD_ROOT, 1, path, RESULT)).isNotEqualTo(Errno.SUCCESS);
        assertThat(guest.call("path_filestat_set_times", FD_ROOT, 1, path, 0, 0, Witx.MTIM)).isNotEqualTo(Errno.SUCCESS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../planted", "new", "up/planted", "dir/../../planted", "root/tmp/planted", "/tmp/planted"})
    void nothingIsMadeOutside(String path) {
        assertThat(guest.tryOpen(FD_ROOT, path, Witx.CREAT)).isNotEqualTo(Errno.SUCCESS);
        assertThat(guest.tryOpen(FD_ROOT, path, Witx.CREAT | Witx.EXCL)).isNotEqualTo(Errno.SUCCESS);
        assertThat(guest.call("path_create_directory", FD_ROOT, path)).isNotEqualTo(Errno.SUCCESS);
        assertThat(guest.call("path_symlink", "x", FD_ROOT, path)).isNotEqualTo(Errno.SUCCESS);
        assertThat(guest.call("path_link", FD_ROOT, 0, "dir/file", FD_ROOT, path)).isNotEqualTo(Errno.SUCCESS);
        if (!path.equals("new")) {
            // A rename may replace the link itself, which is inside.
            assertThat(guest.call("path_rename", FD_ROOT, "dir/file", FD_ROOT, path)).isNotEqualTo(Errno.SUCCESS);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"../secret", "up/secret", "dir/../../secret", "../inside"})
    void nothingOutsideIsTakenAway(String path) {
        assertThat(guest.call("path_unlink_file", FD_ROOT, path)).isNotEqualTo(Errno.SUCCESS);
        assertThat(guest.call("path_remove_directory", FD_ROOT, path)).isNotEqualTo(Errno.SUCCESS);
        assertThat(guest.call("path_rename", FD_ROOT, path, FD_ROOT, "stolen")).isNotEqualTo(Errno.SUCCESS);
        assertThat(guest.call("path_link", FD_ROOT, 0, path, FD_ROOT, "stolen")).isNotEqualTo(Errno.SUCCESS);
        assertThat(guest.call("path_readlink", FD_ROOT, path, 512, 64, RESULT)).isNotEqualTo(Errno.SUCCESS);
        assertThat(guest.tryOpen(FD_ROOT, path, Witx.TRUNC)).isNotEqualTo(Errno.SUCCESS);
    }

    @Test
    void linksOfTheGuestsOwnLeadNowhere() {
        assertThat(guest.call("path_symlink", "/etc/passwd", FD_ROOT, "mine")).isEqualTo(Errno.NOTCAPABLE);
        guest.ok("path_symlink", "../secret", FD_ROOT, "mine");
        assertThat(guest.tryRead("mine")).isEqualTo(Errno.NOTCAPABLE);
        // A link that is harmless where it is made, and moved up.
        guest.ok("path_symlink", "../../secret", FD_ROOT, "dir/sub/harmless");
        assertThat(guest.tryRead("dir/sub/harmless")).isEqualTo(Errno.NOENT);
        guest.ok("path_rename", FD_ROOT, "dir/sub/harmless", FD_ROOT, "harmless");
        assertThat(guest.tryRead("harmless")).isEqualTo(Errno.NOTCAPABLE);
    }

    @Test
    void aDirectoryDescriptorDoesNotReachItsParent() {
        int dir = guest.open("dir", Witx.DIRECTORY);
        assertThat(guest.tryOpen(dir, "..", Witx.DIRECTORY)).isEqualTo(Errno.NOTCAPABLE);
        assertThat(guest.tryOpen(dir, "../dir/file", 0)).isEqualTo(Errno.NOTCAPABLE);
        // Nor when it is moved deeper and the way up seems to stay inside.
        guest.ok("path_create_directory", FD_ROOT, "other");
        guest.ok("path_rename", FD_ROOT, "dir", FD_ROOT, "other/dir");
        assertThat(guest.tryOpen(dir, "../..", Witx.DIRECTORY)).isEqualTo(Errno.NOTCAPABLE);
        guest.ok("path_create_directory", dir, "sub/below");
        assertThat(inside.resolve("other/dir/sub/below")).isDirectory();
    }

    @Test
    void aReadOnlyDirectoryStaysAsItIs() {
        guest.ok("path_open", FD_READ_ONLY, 0, "file", 0, Rights.FD_READ | Rights.FD_FILESTAT_SET_TIMES, 0, 0, RESULT);
        int file = guest.result();
        assertThat(guest.read(file, 100)).isEqualTo("read only");
        assertThat(guest.call("fd_filestat_set_times", file, 0, 0, Witx.MTIM)).isEqualTo(Errno.ROFS);
        assertThat(guest.call("fd_write", file, guest.vector("x"), 1, RESULT)).isEqualTo(Errno.BADF);
        assertThat(guest.tryOpen(FD_READ_ONLY, "file", 0)).isEqualTo(Errno.ROFS);
        assertThat(guest.tryOpen(FD_READ_ONLY, "new", Witx.CREAT)).isEqualTo(Errno.ROFS);
        assertThat(guest.call("path_open", FD_READ_ONLY, 0, "file", Witx.TRUNC, 0, 0, 0, RESULT)).isEqualTo(Errno.ROFS);
        assertThat(guest.call("path_open", FD_READ_ONLY, 0, "new", Witx.CREAT, 0, 0, 0, RESULT)).isEqualTo(Errno.ROFS);
        assertThat(guest.call("path_create_directory", FD_READ_ONLY, "new")).isEqualTo(Errno.ROFS);
        assertThat(guest.call("path_remove_directory", FD_READ_ONLY, "dir")).isEqualTo(Errno.ROFS);
        assertThat(guest.call("path_unlink_file", FD_READ_ONLY, "file")).isEqualTo(Errno.ROFS);
        assertThat(guest.call("path_symlink", "x", FD_READ_ONLY, "new")).isEqualTo(Errno.ROFS);
        assertThat(guest.call("path_filestat_set_times", FD_READ_ONLY, 0, "file", 0, 0, Witx.MTIM)).isEqualTo(Errno.ROFS);
        assertThat(guest.call("path_rename", FD_READ_ONLY, "file", FD_ROOT, "taken")).isEqualTo(Errno.ROFS);
        assertThat(guest.call("path_rename", FD_ROOT, "dir/file", FD_READ_ONLY, "given")).isEqualTo(Errno.ROFS);
        assertThat(guest.call("path_link", FD_READ_ONLY, 0, "file", FD_ROOT, "writable")).isEqualTo(Errno.ROFS);
        assertThat(guest.call("path_link", FD_ROOT, 0, "dir/file", FD_READ_ONLY, "given")).isEqualTo(Errno.ROFS);
        guest.ok("path_open", FD_READ_ONLY, 0, "dir", Witx.DIRECTORY, Rights.DIRECTORY, Rights.FILE, 0, RESULT);
        int dir = guest.result();
        assertThat(guest.tryOpen(dir, "new", Witx.CREAT)).isEqualTo(Errno.ROFS);
        assertThat(guest.call("fd_filestat_set_times", dir, 0, 0, Witx.MTIM)).isEqualTo(Errno.ROFS);
        guest.ok("fd_renumber", dir, FD_ROOT);
        assertThat(guest.tryOpen(FD_ROOT, "new", Witx.CREAT)).as("under another number").isEqualTo(Errno.ROFS);
    }

    @Test
    void devicesAndTheKernelsFilesAreNotToBeHad() throws Exception {
        assumeTrue(Files.exists(Path.of("/proc/self/mem")), "no /proc here");
        assertThatThrownBy(() -> {
            try (var proc = new TestGuest(WasiConfig.defaults().withDirectory(Path.of("/proc"), "/"))) {
                if (proc.tryRead("self/environ") != Errno.SUCCESS) {
                    throw new IOException("refused");
                }
            }
        })
                .isInstanceOfAny(IOException.class, UncheckedIOException.class);
        try (var whole = new TestGuest(WasiConfig.defaults().withDirectory(Path.of("/"), "/"))) {
            for (var path : new String[] {"proc/self/mem", "proc/self/environ", "proc/self/root/etc/passwd", "proc/1/root/etc", "dev/null",
                "dev/zero", "dev/tty", "dev/fd/0", "sys/kernel"}) {
                assertThat(whole.tryRead(path)).as(path).isNotEqualTo(Errno.SUCCESS);
            }
        }
    }

    @Test
    void aPipeDoesNotHangTheHost() throws Exception {
        var mkfifo = new ProcessBuilder("mkfifo", inside.resolve("pipe").toString());
        try {
            assumeTrue(mkfifo.start().waitFor() == 0, "no named pipes here");
        } catch (IOException e) {
            assumeTrue(false, "no mkfifo here");
        }
        assertThat(guest.tryRead("pipe")).isEqualTo(Errno.NOTCAPABLE);
        assertThat(guest.tryRead("pipe/x")).isEqualTo(Errno.NOTDIR);
        assertThat(guest.tryOpen(FD_ROOT, "pipe", Witx.CREAT)).isEqualTo(Errno.NOTCAPABLE);
    }

    @Test
    void loopsOfLinksEnd() {
        guest.ok("path_symlink", "b", FD_ROOT, "a");
        guest.ok("path_symlink", "a", FD_ROOT, "b");
        assertThat(guest.tryRead("a")).isEqualTo(Errno.LOOP);
        assertThat(guest.tryRead("a/x")).isEqualTo(Errno.LOOP);
        // Each link doubles the length of the path.
        guest.ok("path_symlink", "dir/..", FD_ROOT, "l0");
        for (int i = 1; i < 40; i++) {
            guest.ok("path_symlink", ("l" + (i - 1) + "/").repeat(2), FD_ROOT, "l" + i);
        }
        assertThat(guest.tryRead("l39/dir/file")).isIn(Errno.LOOP, Errno.NAMETOOLONG);
    }

    @Test
    void limitsHold() throws IOException {
        var limits = WasiLimits.defaults().withOpenDescriptors(8).withBytesWritten(1000).withPathLength(100);
        try (var small = new TestGuest(WasiConfig.defaults().withDirectory(inside, "/").withLimits(limits))) {
            int fd = small.open("big", Witx.CREAT);
            int buffer = small.put(new byte[600]);
            small.ok("fd_write", fd, small.vector(buffer, 600), 1, RESULT);
            assertThat(small.call("fd_filestat_set_size", fd, 1L << 40)).isEqualTo(Errno.DQUOT);
            assertThat(small.call("fd_allocate", fd, 0, 1L << 40)).isEqualTo(Errno.DQUOT);
            assertThat(small.call("fd_pwrite", fd, small.vector(buffer, 1), 1, 1L << 40, RESULT)).isEqualTo(Errno.DQUOT);
            small.ok("fd_write", fd, small.vector(buffer, 600), 1, RESULT);
            assertThat(small.result()).as("what is left").isEqualTo(400);
            assertThat(small.call("fd_write", fd, small.vector(buffer, 1), 1, RESULT)).isEqualTo(Errno.DQUOT);
            assertThat(small.call("fd_write", 1, small.vector(buffer, 1), 1, RESULT)).isEqualTo(Errno.DQUOT);
            assertThat(Files.size(inside.resolve("big"))).isEqualTo(1000);
            for (int i = 0; i < 3; i++) {
                small.open("big", 0);
            }
            assertThat(small.tryOpen(FD_ROOT, "big", 0)).isEqualTo(Errno.MFILE);
            assertThat(small.tryOpen(FD_ROOT, "another", Witx.CREAT)).isEqualTo(Errno.MFILE);
            assertThat(inside.resolve("another")).doesNotExist();
            assertThat(small.tryOpen(FD_ROOT, "d/".repeat(60), 0)).isEqualTo(Errno.NAMETOOLONG);
        }
        assertThat(guest.tryOpen(FD_ROOT, "dir/".repeat(1500), 0)).isEqualTo(Errno.NAMETOOLONG);
    }

    /** Each level of a walk was one more open directory of the host. */
    @Test
    void aDeepTreeDoesNotUseUpTheHostsDescriptors() throws IOException {
        int fd = guest.open("dir/sub", Witx.DIRECTORY);
        for (int i = 0; i < 300; i++) {
            guest.ok("path_create_directory", fd, "d");
            guest.ok("path_open", fd, 0, "d", Witx.DIRECTORY, Rights.DIRECTORY, Rights.DIRECTORY | Rights.FILE, 0, RESULT);
            int next = guest.result();
            guest.ok("fd_close", fd);
            fd = next;
        }
        int deep = guest.open(fd, "file", Witx.CREAT, 0);
        guest.write(deep, "deep");
        var path = "dir/sub/" + "d/".repeat(300);
        assertThat(guest.readFile(path + "file")).isEqualTo("deep");
        assertThat(guest.readFile(path + "../".repeat(302) + "dir/file")).isEqualTo("inside");
        assertThat(guest.readFile(path + "../".repeat(100) + "d/".repeat(100) + "file")).isEqualTo("deep");
        assertThat(guest.tryRead(path + "../".repeat(303) + "secret")).isEqualTo(Errno.NOTCAPABLE);
    }

    @Test
    void descriptorsAreGivenBack() throws IOException {
        var descriptors = Path.of("/proc/self/fd");
        assumeTrue(Files.isDirectory(descriptors), "no /proc here");
        guest.tryRead("dir/file");
        long before;
        try (var open = Files.list(descriptors)) {
            before = open.count();
        }
        for (int i = 0; i < 200; i++) {
            guest.ok("fd_close", guest.open("dir/file", 0));
            guest.ok("fd_close", guest.open("dir/sub", Witx.DIRECTORY));
            guest.tryRead("dir/sub/none");
            guest.tryRead("dir/../../secret");
            guest.call("path_filestat_get", FD_ROOT, 1, "dir/sub/../file", RESULT);
        }
        try (var open = Files.list(descriptors)) {
            assertThat(open.count()).isLessThanOrEqualTo(before + 8);
        }
    }

    /** A host process exchanges a directory for a link to the outside again and again while the guest reads, writes and lists. */
    @Test
    void racesAreLost() throws Exception {
        assumeTrue(FileSystems.getDefault().supportedFileAttributeViews().contains("unix"), "needs directory handles");
        var victim = Files.createDirectory(temporary.resolve("outer"));
        try {
            Files.writeString(victim.resolve("file"), SECRET);
            var real = Files.createDirectory(inside.resolve("real"));
            Files.writeString(real.resolve("file"), "inside");
            var link = inside.resolve("link");
            Files.createSymbolicLink(link, victim);
            var swapped = inside.resolve("swapped");
            var stop = new AtomicBoolean();
            var attacker = Thread.ofPlatform().start(() -> {
                try {
                    while (!stop.get()) {
                        Files.move(real, swapped, StandardCopyOption.ATOMIC_MOVE);
                        Files.move(swapped, real, StandardCopyOption.ATOMIC_MOVE);
                        Files.move(link, swapped, StandardCopyOption.ATOMIC_MOVE);
                        Files.move(swapped, link, StandardCopyOption.ATOMIC_MOVE);
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            long end = System.nanoTime() + Duration.ofSeconds(2).toNanos();
            int reads = 0;
            while (System.nanoTime() < end) {
                if (guest.tryRead("swapped/file") == Errno.SUCCESS) {
                    int fd = guest.result();
                    assertThat(guest.read(fd, 100)).isEqualTo("inside");
                    guest.ok("fd_close", fd);
                    reads++;
                }
                if (guest.tryOpen(FD_ROOT, "swapped/planted", Witx.CREAT) == Errno.SUCCESS) {
                    guest.ok("fd_close", guest.result());
                }
                guest.call("path_unlink_file", FD_ROOT, "swapped/planted");
            }
            stop.set(true);
            attacker.join();
            assertThat(reads).as("the directory was there at times").isPositive();
            assertThat(victim.resolve("planted")).doesNotExist();
            assertThat(victim.resolve("file")).hasContent(SECRET);
        } finally {
            Files.deleteIfExists(victim.resolve("planted"));
            Files.delete(victim.resolve("file"));
            Files.delete(victim);
        }
    }
}
