package dev.troupe.engine.wasi;

import static dev.troupe.engine.wasi.TestGuest.FD_ROOT;
import static dev.troupe.engine.wasi.TestGuest.RESULT;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.jupiter.api.Test;

/** The functions on files and directories, on the default file system and one in memory. */
@ParameterizedClass
@ValueSource(strings = {"default", "jimfs", "jimfs without handles"})
class WasiFilesTest {
    @Parameter
    String kind;

    @TempDir
    Path temporary;

    private Path root;
    private TestGuest guest;

    @BeforeEach
    void open() throws IOException {
        root = switch (kind) {
            case "default" -> temporary;
            case "jimfs" -> Jimfs.newFileSystem(Configuration.unix()).getPath("/work");
            default -> Jimfs.newFileSystem(Configuration.unix().toBuilder()
                    .setSupportedFeatures(com.google.common.jimfs.Feature.LINKS, com.google.common.jimfs.Feature.SYMBOLIC_LINKS)
                    .build())
                    .getPath("/work");
        };
        Files.createDirectories(root);
        guest = new TestGuest(WasiConfig.defaults().withDirectory(root, "/"));
    }

    @AfterEach
    void close() throws IOException {
        guest.close();
    }

    @Test
    void aGrantedDirectoryHasItsName() {
        guest.ok("fd_prestat_get", FD_ROOT, RESULT);
        assertThat(guest.memory.readInt(RESULT + 4)).isEqualTo(1);
        guest.ok("fd_prestat_dir_name", FD_ROOT, RESULT, 1);
        assertThat(guest.memory.readUtf8(RESULT, 1)).isEqualTo("/");
        assertThat(guest.call("fd_prestat_dir_name", FD_ROOT, RESULT, 0)).isEqualTo(Errno.NAMETOOLONG);
        assertThat(guest.call("fd_prestat_get", 4, RESULT)).isEqualTo(Errno.BADF);
        assertThat(guest.call("fd_prestat_get", 1, RESULT)).isEqualTo(Errno.BADF);
    }

    @Test
    void writesAndReads() throws IOException {
        int fd = guest.open("file", Witx.CREAT);
        assertThat(guest.write(fd, "hello, world")).isEqualTo(12);
        assertThat(guest.seek(fd, 7, 0)).isEqualTo(7);
        assertThat(guest.read(fd, 100)).isEqualTo("world");
        assertThat(guest.read(fd, 100)).isEmpty();
        assertThat(guest.seek(fd, -5, 2)).isEqualTo(7);
        assertThat(guest.seek(fd, -1, 1)).isEqualTo(6);
        assertThat(guest.call("fd_seek", fd, -7, 1, RESULT)).isEqualTo(Errno.INVAL);
        assertThat(guest.call("fd_seek", fd, 0, 3, RESULT)).isEqualTo(Errno.INVAL);
        guest.ok("fd_tell", fd, RESULT);
        assertThat(guest.memory.readLong(RESULT)).isEqualTo(6);
        guest.ok("fd_sync", fd);
        guest.ok("fd_datasync", fd);
        guest.ok("fd_close", fd);
        assertThat(guest.call("fd_close", fd)).isEqualTo(Errno.BADF);
        assertThat(Files.readString(root.resolve("file"))).isEqualTo("hello, world");
    }

    @Test
    void readsAndWritesAtPositionsLeavingTheOwnOne() {
        int fd = guest.open("file", Witx.CREAT);
        guest.write(fd, "0123456789");
        guest.ok("fd_pwrite", fd, guest.vector("ab"), 1, 3, RESULT);
        int buffer = guest.put(new byte[16]);
        guest.ok("fd_pread", fd, guest.vector(buffer, 4), 1, 2, RESULT);
        assertThat(guest.memory.readUtf8(buffer, 4)).isEqualTo("2ab5");
        guest.ok("fd_pread", fd, guest.vector(buffer, 4), 1, 8, RESULT);
        assertThat(guest.result()).isEqualTo(2);
        assertThat(guest.call("fd_pread", fd, guest.vector(buffer, 4), 1, -1L, RESULT)).isEqualTo(Errno.INVAL);
        guest.ok("fd_tell", fd, RESULT);
        assertThat(guest.memory.readLong(RESULT)).isEqualTo(10);
    }

    @Test
    void appends() {
        guest.writeFile("log", "one\n");
        int fd = guest.open(FD_ROOT, "log", 0, Witx.APPEND);
        guest.seek(fd, 0, 0);
        guest.write(fd, "two\n");
        guest.ok("fd_fdstat_set_flags", fd, 0);
        guest.seek(fd, 0, 0);
        guest.write(fd, "ONE");
        assertThat(guest.readFile("log")).isEqualTo("ONE\ntwo\n");
        assertThat(guest.call("fd_fdstat_set_flags", fd, 1 << 7)).isEqualTo(Errno.INVAL);
    }

    @Test
    void truncatesExtendsAndAllocates() throws IOException {
        guest.writeFile("file", "0123456789");
        int fd = guest.open("file", 0);
        guest.ok("fd_filestat_set_size", fd, 4);
        assertThat(Files.readString(root.resolve("file"))).isEqualTo("0123");
        guest.ok("fd_filestat_set_size", fd, 6);
        assertThat(Files.readAllBytes(root.resolve("file"))).containsExactly('0', '1', '2', '3', 0, 0);
        guest.ok("fd_allocate", fd, 2, 3);
        assertThat(Files.size(root.resolve("file"))).isEqualTo(6);
        guest.ok("fd_allocate", fd, 5, 5);
        assertThat(Files.size(root.resolve("file"))).isEqualTo(10);
        assertThat(guest.call("fd_allocate", fd, 5, 0)).isEqualTo(Errno.INVAL);
        assertThat(guest.call("fd_filestat_set_size", fd, -1)).isEqualTo(Errno.INVAL);
        guest.ok("fd_advise", fd, 0, 10, 4);
        assertThat(guest.call("fd_advise", fd, 0, 10, 6)).isEqualTo(Errno.INVAL);
        guest.ok("fd_close", fd);
        guest.ok("fd_close", guest.open("file", Witx.TRUNC));
        assertThat(Files.size(root.resolve("file"))).isZero();
    }

    @Test
    void opensAsTheFlagsSay() {
        guest.writeFile("file", "x");
        guest.ok("path_create_directory", FD_ROOT, "dir");
        assertThat(guest.tryOpen(FD_ROOT, "file", Witx.CREAT | Witx.EXCL)).isEqualTo(Errno.EXIST);
        assertThat(guest.tryOpen(FD_ROOT, "none", 0)).isEqualTo(Errno.NOENT);
        assertThat(guest.tryOpen(FD_ROOT, "file", Witx.DIRECTORY)).isEqualTo(Errno.NOTDIR);
        assertThat(guest.tryOpen(FD_ROOT, "file/", 0)).isEqualTo(Errno.NOTDIR);
        assertThat(guest.tryOpen(FD_ROOT, "file/x", 0)).isEqualTo(Errno.NOTDIR);
        assertThat(guest.tryOpen(FD_ROOT, "dir", Witx.CREAT)).isEqualTo(Errno.ISDIR);
        assertThat(guest.tryOpen(FD_ROOT, "new/", Witx.CREAT)).isEqualTo(Errno.ISDIR);
        assertThat(guest.tryOpen(FD_ROOT, "dir", Witx.CREAT | Witx.DIRECTORY)).isEqualTo(Errno.INVAL);
        assertThat(guest.tryOpen(FD_ROOT, "dir", 1 << 9)).isEqualTo(Errno.INVAL);
        assertThat(guest.tryOpen(FD_ROOT, "", 0)).isEqualTo(Errno.NOENT);
        assertThat(guest.tryOpen(FD_ROOT, "a\0b", 0)).isEqualTo(Errno.ILSEQ);
        assertThat(guest.tryOpen(FD_ROOT, "x".repeat(5000), 0)).isEqualTo(Errno.NAMETOOLONG);
        int dir = guest.open("dir/", Witx.DIRECTORY);
        int file = guest.open(dir, "inner", Witx.CREAT, 0);
        assertThat(guest.tryOpen(file, "x", 0)).isEqualTo(Errno.NOTDIR);
        assertThat(guest.tryOpen(99, "x", 0)).isEqualTo(Errno.BADF);
        assertThat(guest.call("fd_read", dir, guest.vector(RESULT, 4), 1, RESULT)).isEqualTo(Errno.ISDIR);
        assertThat(guest.call("fd_seek", dir, 0, 0, RESULT)).isEqualTo(Errno.ISDIR);
        assertThat(guest.readFile("dir/./../dir//inner")).isEmpty();
    }

    @Test
    void rightsCanOnlyBeTakenAway() {
        guest.writeFile("file", "abc");
        guest.ok("path_open", FD_ROOT, 0, "file", 0, Rights.FD_READ, 0, 0, RESULT);
        int fd = guest.result();
        assertThat(guest.call("fd_write", fd, guest.vector("x"), 1, RESULT)).isEqualTo(Errno.BADF);
        assertThat(guest.call("fd_seek", fd, 0, 0, RESULT)).isEqualTo(Errno.NOTCAPABLE);
        guest.ok("fd_fdstat_get", fd, RESULT);
        assertThat(guest.memory.readByte(RESULT)).isEqualTo((byte) Witx.TYPE_REGULAR_FILE);
        assertThat(guest.memory.readLong(RESULT + 8)).isEqualTo(Rights.FD_READ);
        assertThat(guest.call("fd_fdstat_set_rights", fd, Rights.FD_READ | Rights.FD_SEEK, 0)).isEqualTo(Errno.NOTCAPABLE);
        guest.ok("fd_fdstat_set_rights", fd, 0, 0);
        assertThat(guest.call("fd_read", fd, guest.vector(RESULT, 4), 1, RESULT)).isEqualTo(Errno.BADF);
        guest.ok("fd_fdstat_set_rights", FD_ROOT, Rights.PATH_OPEN, Rights.FD_READ);
        assertThat(guest.call("path_open", FD_ROOT, 0, "file", 0, Rights.FD_WRITE, 0, 0, RESULT)).isEqualTo(Errno.NOTCAPABLE);
        assertThat(guest.call("path_open", FD_ROOT, 0, "new", Witx.CREAT, Rights.FD_READ, 0, 0, RESULT)).isEqualTo(Errno.NOTCAPABLE);
        assertThat(guest.call("path_unlink_file", FD_ROOT, "file")).isEqualTo(Errno.NOTCAPABLE);
    }

    @Test
    void directoriesComeAndGo() {
        guest.ok("path_create_directory", FD_ROOT, "a");
        guest.ok("path_create_directory", FD_ROOT, "a/b/");
        assertThat(guest.call("path_create_directory", FD_ROOT, "a")).isEqualTo(Errno.EXIST);
        assertThat(guest.call("path_create_directory", FD_ROOT, "x/y")).isEqualTo(Errno.NOENT);
        assertThat(guest.call("path_remove_directory", FD_ROOT, "a")).isEqualTo(Errno.NOTEMPTY);
        assertThat(guest.call("path_unlink_file", FD_ROOT, "a")).isEqualTo(Errno.ISDIR);
        guest.ok("path_remove_directory", FD_ROOT, "a/b/");
        guest.ok("path_remove_directory", FD_ROOT, "a");
        guest.writeFile("file", "");
        assertThat(guest.call("path_remove_directory", FD_ROOT, "file")).isEqualTo(Errno.NOTDIR);
        assertThat(guest.call("path_unlink_file", FD_ROOT, "file/")).isEqualTo(Errno.NOTDIR);
        guest.ok("path_unlink_file", FD_ROOT, "file");
        assertThat(guest.call("path_unlink_file", FD_ROOT, "file")).isEqualTo(Errno.NOENT);
    }

    @Test
    void listsWithStableCookies() {
        guest.ok("path_create_directory", FD_ROOT, "dir");
        IntStream.range(0, 50).forEach(i -> guest.writeFile("dir/file" + i, ""));
        int fd = guest.open("dir", Witx.DIRECTORY);
        for (int size : new int[] {40, 100, 333, 65_536}) {
            var names = guest.list(fd, size);
            assertThat(names).hasSize(52).doesNotHaveDuplicates().contains(".", "..", "file0", "file49");
        }
        int buffer = guest.put(new byte[300]);
        guest.ok("fd_readdir", fd, buffer, 300, 0L, RESULT);
        guest.ok("path_unlink_file", fd, "file7");
        guest.ok("fd_readdir", fd, buffer, 300, 52L, RESULT);
        assertThat(guest.result()).as("a deleted entry moves no cookie").isZero();
        assertThat(guest.list(fd, 1000)).hasSize(51);
    }

    @Test
    void statsAndSetsTimes() {
        guest.writeFile("file", "12345");
        int fd = guest.open("file", 0);
        guest.ok("fd_filestat_get", fd, RESULT);
        long inode = guest.memory.readLong(RESULT + 8);
        assertThat(guest.memory.readLong(RESULT + 32)).isEqualTo(5);
        guest.ok("path_filestat_set_times", FD_ROOT, 0, "file", 1_000_000_000L, 2_000_000_000L, Witx.ATIM | Witx.MTIM);
        guest.ok("path_filestat_get", FD_ROOT, 0, "file", RESULT);
        assertThat(guest.memory.readLong(RESULT + 8)).isEqualTo(inode);
        assertThat(guest.memory.readByte(RESULT + 16)).isEqualTo((byte) Witx.TYPE_REGULAR_FILE);
        assertThat(guest.memory.readLong(RESULT + 24)).isEqualTo(1);
        assertThat(guest.memory.readLong(RESULT + 40)).isEqualTo(1_000_000_000L);
        assertThat(guest.memory.readLong(RESULT + 48)).isEqualTo(2_000_000_000L);
        guest.ok("fd_filestat_set_times", fd, 0, 3_000_000_000L, Witx.MTIM);
        guest.ok("fd_filestat_get", fd, RESULT);
        assertThat(guest.memory.readLong(RESULT + 40)).isEqualTo(1_000_000_000L);
        assertThat(guest.memory.readLong(RESULT + 48)).isEqualTo(3_000_000_000L);
        guest.ok("fd_filestat_set_times", fd, 0, 0, Witx.MTIM_NOW | Witx.ATIM_NOW);
        assertThat(guest.call("fd_filestat_set_times", fd, 0, 0, Witx.MTIM | Witx.MTIM_NOW)).isEqualTo(Errno.INVAL);
        assertThat(guest.call("path_filestat_get", FD_ROOT, 0, "none", RESULT)).isEqualTo(Errno.NOENT);
        assertThat(guest.call("path_filestat_get", FD_ROOT, 2, "file", RESULT)).isEqualTo(Errno.INVAL);
        guest.ok("path_filestat_get", FD_ROOT, 0, ".", RESULT);
        assertThat(guest.memory.readByte(RESULT + 16)).isEqualTo((byte) Witx.TYPE_DIRECTORY);
    }

    @Test
    void renamesAsPosixDoes() {
        guest.writeFile("a", "A");
        guest.writeFile("b", "B");
        guest.ok("path_create_directory", FD_ROOT, "dir");
        guest.ok("path_create_directory", FD_ROOT, "full");
        guest.writeFile("full/x", "");
        guest.ok("path_rename", FD_ROOT, "a", FD_ROOT, "b");
        assertThat(guest.readFile("b")).isEqualTo("A");
        assertThat(guest.call("path_rename", FD_ROOT, "a", FD_ROOT, "c")).isEqualTo(Errno.NOENT);
        assertThat(guest.call("path_rename", FD_ROOT, "b", FD_ROOT, "dir")).isEqualTo(Errno.ISDIR);
        assertThat(guest.call("path_rename", FD_ROOT, "dir", FD_ROOT, "b")).isEqualTo(Errno.NOTDIR);
        assertThat(guest.call("path_rename", FD_ROOT, "dir", FD_ROOT, "full")).isEqualTo(Errno.NOTEMPTY);
        assertThat(guest.call("path_rename", FD_ROOT, "full", FD_ROOT, "full/y")).isEqualTo(Errno.INVAL);
        assertThat(guest.call("path_rename", FD_ROOT, "b", FD_ROOT, "z/")).isEqualTo(Errno.NOTDIR);
        guest.ok("path_rename", FD_ROOT, "full", FD_ROOT, "dir");
        assertThat(guest.readFile("dir/x")).isEmpty();
    }

    @Test
    void openDescriptorsFollowWhatIsRenamed() {
        guest.ok("path_create_directory", FD_ROOT, "old");
        int dir = guest.open("old", Witx.DIRECTORY);
        int file = guest.open(dir, "file", Witx.CREAT, 0);
        guest.write(file, "abc");
        guest.ok("path_rename", FD_ROOT, "old", FD_ROOT, "new");
        guest.ok("path_rename", dir, "file", dir, "other");
        guest.ok("path_create_directory", dir, "sub");
        assertThat(guest.list(dir, 1000)).containsExactlyInAnyOrder(".", "..", "other", "sub");
        guest.ok("fd_filestat_set_times", file, 0, 5_000_000_000L, Witx.MTIM);
        guest.ok("path_filestat_get", FD_ROOT, 0, "new/other", RESULT);
        assertThat(guest.memory.readLong(RESULT + 48)).isEqualTo(5_000_000_000L);
    }

    @Test
    void linksAndSymbolicLinks() {
        guest.writeFile("file", "text");
        guest.ok("path_link", FD_ROOT, 0, "file", FD_ROOT, "hard");
        assertThat(guest.readFile("hard")).isEqualTo("text");
        assertThat(guest.call("path_link", FD_ROOT, 0, "file", FD_ROOT, "hard")).isEqualTo(Errno.EXIST);
        assertThat(guest.call("path_link", FD_ROOT, 1, "file", FD_ROOT, "hard2")).isEqualTo(Errno.INVAL);
        assertThat(guest.call("path_link", FD_ROOT, 0, ".", FD_ROOT, "hard2")).isEqualTo(Errno.PERM);
        guest.ok("path_symlink", "file", FD_ROOT, "soft");
        assertThat(guest.readFile("soft")).isEqualTo("text");
        assertThat(guest.call("path_open", FD_ROOT, 0, "soft", 0, Rights.FD_READ, 0, 0, RESULT)).isEqualTo(Errno.LOOP);
        guest.ok("path_readlink", FD_ROOT, "soft", 128, 16, RESULT);
        assertThat(guest.memory.readUtf8(128, guest.result())).isEqualTo("file");
        guest.ok("path_readlink", FD_ROOT, "soft", 128, 2, RESULT);
        assertThat(guest.result()).isEqualTo(2);
        assertThat(guest.call("path_readlink", FD_ROOT, "file", 128, 16, RESULT)).isEqualTo(Errno.INVAL);
        guest.ok("path_filestat_get", FD_ROOT, 0, "soft", RESULT);
        assertThat(guest.memory.readByte(RESULT + 16)).isEqualTo((byte) Witx.TYPE_SYMBOLIC_LINK);
        guest.ok("path_filestat_get", FD_ROOT, 1, "soft", RESULT);
        assertThat(guest.memory.readByte(RESULT + 16)).isEqualTo((byte) Witx.TYPE_REGULAR_FILE);
        guest.ok("path_symlink", "loop", FD_ROOT, "loop");
        assertThat(guest.tryRead("loop")).isEqualTo(Errno.LOOP);
        guest.ok("path_symlink", "new", FD_ROOT, "dangling");
        guest.writeFile("dangling", "made");
        assertThat(guest.readFile("new")).isEqualTo("made");
        guest.ok("path_create_directory", FD_ROOT, "dir");
        guest.ok("path_symlink", "dir/../dir/", FD_ROOT, "todir");
        guest.writeFile("todir/x", "y");
        assertThat(guest.readFile("dir/x")).isEqualTo("y");
        assertThat(guest.call("path_symlink", "file", FD_ROOT, "soft")).isEqualTo(Errno.EXIST);
        assertThat(guest.call("path_symlink", "file", FD_ROOT, "none/")).isEqualTo(Errno.NOENT);
        guest.ok("path_unlink_file", FD_ROOT, "soft");
        assertThat(guest.readFile("file")).isEqualTo("text");
    }

    @Test
    void renumbersAndReusesTheLowestNumber() {
        guest.writeFile("a", "A");
        guest.writeFile("b", "B");
        int a = guest.open("a", 0);
        int b = guest.open("b", 0);
        assertThat(a).isEqualTo(4);
        assertThat(b).isEqualTo(5);
        guest.ok("fd_renumber", a, b);
        assertThat(guest.read(b, 10)).isEqualTo("A");
        assertThat(guest.call("fd_read", a, guest.vector(RESULT, 1), 1, RESULT)).isEqualTo(Errno.BADF);
        assertThat(guest.call("fd_renumber", b, a)).isEqualTo(Errno.BADF);
        guest.ok("fd_renumber", b, b);
        assertThat(guest.open("b", 0)).isEqualTo(4);
        guest.ok("fd_close", 1);
        assertThat(guest.open("a", 0)).as("what is printed now must not get into the file").isEqualTo(6);
    }

    /** yosys lists its temporary directory with a C library that asks for whatever has no inode. */
    @Test
    void noEntryIsWithoutAnInode() {
        int buffer = guest.put(new byte[256]);
        guest.ok("fd_readdir", FD_ROOT, buffer, 256, 0L, RESULT);
        assertThat(guest.memory.readLong(buffer + 8)).as(".").isNotZero();
        assertThat(guest.memory.readLong(buffer + Witx.DIRENT_SIZE + 1 + 8)).as("..").isNotZero();
    }

    @Test
    void badPointersGiveFaultAndChangeNothing() throws IOException {
        int end = (int) guest.memory.size();
        guest.writeFile("file", "abc");
        int fd = guest.open("file", 0);
        assertThat(guest.call("fd_write", fd, guest.vector("xyz"), 1, end)).isEqualTo(Errno.FAULT);
        assertThat(guest.call("fd_write", fd, guest.vector(end - 1, 2), 1, RESULT)).isEqualTo(Errno.FAULT);
        assertThat(guest.call("fd_write", fd, guest.vector(0, -1), 1, RESULT)).isEqualTo(Errno.FAULT);
        assertThat(guest.call("fd_write", fd, end - 4, 1, RESULT)).isEqualTo(Errno.FAULT);
        assertThat(guest.call("fd_read", fd, guest.vector(-1, 1), 1, RESULT)).isEqualTo(Errno.FAULT);
        assertThat(guest.call("fd_write", fd, 0, 100_000, RESULT)).isEqualTo(Errno.INVAL);
        assertThat(guest.call("path_open", FD_ROOT, 0, end - 1, 4, Witx.CREAT, 0, 0, 0, RESULT)).isEqualTo(Errno.FAULT);
        assertThat(guest.call("path_open", FD_ROOT, 0, "new", Witx.CREAT, 0, 0, 0, -4)).isEqualTo(Errno.FAULT);
        assertThat(guest.call("path_create_directory", FD_ROOT, -8, 4)).isEqualTo(Errno.FAULT);
        assertThat(guest.call("fd_readdir", FD_ROOT, end - 4, 8, 0, RESULT)).isEqualTo(Errno.FAULT);
        assertThat(guest.call("fd_filestat_get", fd, end - 60)).isEqualTo(Errno.FAULT);
        assertThat(guest.call("path_readlink", FD_ROOT, "file", end, 1, RESULT)).isEqualTo(Errno.FAULT);
        assertThat(guest.call("random_get", end - 3, 4)).isEqualTo(Errno.FAULT);
        assertThat(guest.call("poll_oneoff", end - 40, 0, 1, RESULT)).isEqualTo(Errno.FAULT);
        assertThat(guest.call("poll_oneoff", 0, 0, -1, RESULT)).isEqualTo(Errno.INVAL);
        assertThat(guest.call("args_sizes_get", end, RESULT)).isEqualTo(Errno.FAULT);
        assertThat(Files.readString(root.resolve("file"))).isEqualTo("abc");
        assertThat(root.resolve("new")).doesNotExist();
        guest.ok("fd_tell", fd, RESULT);
        assertThat(guest.memory.readLong(RESULT)).isZero();
    }
}
