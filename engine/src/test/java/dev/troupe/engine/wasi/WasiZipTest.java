package dev.troupe.engine.wasi;

import static dev.troupe.engine.wasi.TestGuest.FD_ROOT;
import static dev.troupe.engine.wasi.TestGuest.RESULT;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A zip archive as a guest's directory: no handles, no links, one position for writing. */
class WasiZipTest {
    @Test
    void readsListsAndWrites(@TempDir Path directory) throws IOException {
        var archive = directory.resolve("files.zip");
        try (var zip = FileSystems.newFileSystem(archive, Map.of("create", "true"))) {
            Files.createDirectories(zip.getPath("/lib/deep"));
            Files.writeString(zip.getPath("/lib/deep/file"), "zipped");
            try (var guest = new TestGuest(WasiConfig.defaults().withDirectory(zip.getPath("/"), "/"))) {
                assertThat(guest.readFile("lib/deep/file")).isEqualTo("zipped");
                assertThat(guest.list(guest.open("lib", Witx.DIRECTORY), 1000)).containsExactlyInAnyOrder(".", "..", "deep");
                assertThat(guest.tryRead("../etc/passwd")).isEqualTo(Errno.NOTCAPABLE);
                assertThat(guest.tryRead("lib/deep")).isEqualTo(Errno.SUCCESS);
                guest.ok("path_filestat_get", FD_ROOT, 0, "lib/deep/file", RESULT);
                assertThat(guest.memory.readLong(RESULT + 32)).isEqualTo(6);
                guest.writeFile("new", "written");
                assertThat(guest.readFile("new")).isEqualTo("written");
                guest.ok("path_create_directory", FD_ROOT, "dir");
                guest.ok("path_rename", FD_ROOT, "new", FD_ROOT, "dir/moved");
                assertThat(guest.readFile("dir/moved")).isEqualTo("written");
                guest.ok("path_unlink_file", FD_ROOT, "dir/moved");
                guest.ok("path_remove_directory", FD_ROOT, "dir");
                assertThat(guest.call("path_symlink", "a", FD_ROOT, "b")).isEqualTo(Errno.NOTSUP);
            }
        }
        try (var zip = FileSystems.newFileSystem(archive)) {
            assertThat(zip.getPath("/lib/deep/file")).hasContent("zipped");
        }
    }
}
