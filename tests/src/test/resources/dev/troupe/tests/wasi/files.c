/* Files and directories below descriptor 3: every fd_ and path_ function, well and badly used. Exits with the number of surprises. */
#include "wasi.h"

static u8 buf[4096];
static i64 stat[8], fdstat[3], pos;
static i32 n, fd, dir, other;

static i32 open_(const char *path, i32 oflags, i64 rights, i32 flags, i32 *result) {
    return path_open(ROOT, 1, path, length(path), oflags, rights, FILE_RIGHTS | DIR_RIGHTS, flags, result);
}

static void basics(void) {
    iovec w[3] = {{"hello", 5}, {"", 0}, {", world", 7}}, r[2] = {{buf, 3}, {buf + 3, 100}};
    CHECK(fd_prestat_get(ROOT, buf), OK);
    check("length of the directory's name", ((i32 *)buf)[1], 1);
    CHECK(fd_prestat_dir_name(ROOT, buf, 1), OK);
    check("directory's name", buf[0], '/');
    CHECK(fd_prestat_dir_name(ROOT, buf, 0), NAMETOOLONG);
    CHECK(fd_prestat_get(0, buf), BADF);
    CHECK(fd_prestat_get(99, buf), BADF);
    CHECK(open_("file", CREAT | EXCL, FILE_RIGHTS, 0, &fd), OK);
    CHECK(open_("file", CREAT | EXCL, FILE_RIGHTS, 0, &n), EXIST);
    CHECK(fd_write(fd, w, 3, &n), OK);
    check("bytes written", n, 12);
    CHECK(fd_seek(fd, 0, 0, &pos), OK);
    CHECK(fd_read(fd, r, 2, &n), OK);
    check("bytes read", n, 12);
    check("contents", same(buf, "hello, world", 12), 1);
    CHECK(fd_read(fd, r, 2, &n), OK);
    check("bytes at the end", n, 0);
    CHECK(fd_seek(fd, -5, 2, &pos), OK);
    check("position", pos, 7);
    CHECK(fd_seek(fd, -8, 1, &pos), INVAL);
    CHECK(fd_seek(fd, 0, 9, &pos), INVAL);
    CHECK(fd_tell(fd, &pos), OK);
    check("position", pos, 7);
    CHECK(fd_pwrite(fd, w, 1, 7, &n), OK);
    CHECK(fd_pread(fd, r, 1, 7, &n), OK);
    check("read in the middle", same(buf, "hel", 3), 1);
    CHECK(fd_pread(fd, r, 1, -1, &n), INVAL);
    CHECK(fd_tell(fd, &pos), OK);
    check("position after reading elsewhere", pos, 7);
    CHECK(fd_sync(fd), OK);
    CHECK(fd_datasync(fd), OK);
    CHECK(fd_advise(fd, 0, 0, 3), OK);
    CHECK(fd_advise(fd, 0, 0, 17), INVAL);
    CHECK(fd_allocate(fd, 10, 10), OK);
    CHECK(fd_allocate(fd, 0, 0), INVAL);
    CHECK(fd_filestat_get(fd, stat), OK);
    check("size", stat[4], 20);
    check("type", (u8)stat[2], 4);
    CHECK(fd_filestat_set_size(fd, 5), OK);
    CHECK(fd_filestat_set_size(fd, -1), INVAL);
    CHECK(fd_filestat_set_times(fd, 1000000000, 2000000000, 5), OK);
    CHECK(fd_filestat_set_times(fd, 0, 0, 12), INVAL);
    CHECK(path_filestat_get(ROOT, 0, P("file"), stat), OK);
    check("size", stat[4], 5);
    check("time of access", stat[5], 1000000000);
    check("time of change", stat[6], 2000000000);
    CHECK(path_filestat_set_times(ROOT, 0, P("file"), 0, 3000000000, 4), OK);
    CHECK(path_filestat_set_times(ROOT, 0, P("none"), 0, 3000000000, 4), NOENT);
    CHECK(fd_filestat_get(fd, stat), OK);
    check("time of change", stat[6], 3000000000);
}

static void flags_and_rights(void) {
    iovec w = {"abc", 3};
    CHECK(fd_fdstat_get(fd, fdstat), OK);
    check("type", (u8)fdstat[0], 4);
    CHECK(fd_fdstat_set_flags(fd, 1), OK);
    CHECK(fd_fdstat_set_flags(fd, 1 << 9), INVAL);
    CHECK(fd_seek(fd, 0, 0, &pos), OK);
    CHECK(fd_write(fd, &w, 1, &n), OK);
    CHECK(fd_tell(fd, &pos), OK);
    check("position after appending", pos, 8);
    CHECK(fd_fdstat_set_rights(fd, 1 << 21, 0), OK);
    CHECK(fd_fdstat_set_rights(fd, -1, 0), NOTCAPABLE);
    CHECK(fd_write(fd, &w, 1, &n), BADF);
    CHECK(fd_seek(fd, 0, 0, &pos), NOTCAPABLE);
    CHECK(fd_filestat_get(fd, stat), OK);
    CHECK(open_("other", CREAT, FILE_RIGHTS, 4, &other), OK);
    CHECK(fd_renumber(fd, other), OK);
    CHECK(fd_close(fd), BADF);
    CHECK(fd_renumber(other, fd), BADF);
    CHECK(fd_filestat_get(other, stat), OK);
    check("size under another number", stat[4], 8);
    CHECK(fd_close(other), OK);
    CHECK(fd_seek(1, 0, 0, &pos), SPIPE);
    CHECK(fd_allocate(77, 0, 1), BADF);
}

static void names(void) {
    CHECK(path_create_directory(ROOT, P("dir")), OK);
    CHECK(path_create_directory(ROOT, P("dir")), EXIST);
    CHECK(path_create_directory(ROOT, P("no/dir")), NOENT);
    CHECK(open_("dir", DIRECTORY, DIR_RIGHTS, 0, &dir), OK);
    CHECK(open_("dir", 0, FILE_RIGHTS, 0, &n), ISDIR);
    CHECK(open_("file", DIRECTORY, FILE_RIGHTS, 0, &n), NOTDIR);
    CHECK(open_("file/x", 0, FILE_RIGHTS, 0, &n), NOTDIR);
    CHECK(open_("none", 0, FILE_RIGHTS, 0, &n), NOENT);
    CHECK(open_("/file", 0, FILE_RIGHTS, 0, &n), NOTCAPABLE);
    CHECK(open_("../file", 0, FILE_RIGHTS, 0, &n), NOTCAPABLE);
    CHECK(open_("dir/../../file", 0, FILE_RIGHTS, 0, &n), NOTCAPABLE);
    CHECK(path_open(ROOT, 0, "a\0b", 3, CREAT, 0, 0, 0, &n), ILSEQ);
    CHECK(path_open(ROOT, 0, "\xff\xfe", 2, CREAT, 0, 0, 0, &n), ILSEQ);
    CHECK(path_link(ROOT, 0, P("file"), dir, P("hard")), OK);
    CHECK(path_link(ROOT, 0, P("file"), dir, P("hard")), EXIST);
    CHECK(path_link(ROOT, 0, P("dir"), ROOT, P("dir2")), PERM);
    CHECK(path_symlink(P("dir/hard"), ROOT, P("soft")), OK);
    CHECK(path_symlink(P("/etc"), ROOT, P("soft2")), NOTCAPABLE);
    CHECK(path_readlink(ROOT, P("soft"), buf, 3, &n), OK);
    check("part of a link", n, 3);
    CHECK(path_readlink(ROOT, P("file"), buf, 3, &n), INVAL);
    CHECK(path_open(ROOT, 0, P("soft"), 0, 2, 0, 0, &n), LOOP);
    CHECK(open_("soft", 0, 2, 0, &fd), OK);
    CHECK(fd_close(fd), OK);
    CHECK(path_filestat_get(ROOT, 0, P("soft"), stat), OK);
    check("type of a link", (u8)stat[2], 7);
    CHECK(path_filestat_get(ROOT, 1, P("soft"), stat), OK);
    check("type behind it", (u8)stat[2], 4);
    CHECK(fd_readdir(dir, buf, 4096, 0, &n), OK);
    check("three entries", n, 3 * 24 + 1 + 2 + 4);
    CHECK(fd_readdir(dir, buf, 30, 0, &n), OK);
    check("a cut-off entry", n, 30);
    CHECK(fd_readdir(other, buf, 30, 0, &n), BADF);
    CHECK(fd_readdir(0, buf, 30, 0, &n), NOTDIR);
    CHECK(path_rename(ROOT, P("file"), dir, P("moved")), OK);
    CHECK(path_rename(ROOT, P("file"), dir, P("moved")), NOENT);
    CHECK(path_rename(dir, P("moved"), ROOT, P("dir")), ISDIR);
    CHECK(path_remove_directory(ROOT, P("dir")), NOTEMPTY);
    CHECK(path_remove_directory(ROOT, P("soft")), NOTDIR);
    CHECK(path_unlink_file(ROOT, P("dir")), ISDIR);
    CHECK(path_unlink_file(ROOT, P("soft")), OK);
    CHECK(path_unlink_file(dir, P("moved")), OK);
    CHECK(path_unlink_file(dir, P("hard")), OK);
    CHECK(path_unlink_file(dir, P("hard")), NOENT);
    CHECK(fd_close(dir), OK);
    CHECK(path_remove_directory(ROOT, P("dir")), OK);
    CHECK(path_unlink_file(ROOT, P("other")), OK);
}

static void bad_pointers(void) {
    iovec w = {BAD, 8}, huge = {buf, -1};
    CHECK(open_("file", CREAT, FILE_RIGHTS, 0, &fd), OK);
    CHECK(fd_write(fd, &w, 1, &n), FAULT);
    CHECK(fd_write(fd, &huge, 1, &n), FAULT);
    CHECK(fd_write(fd, BAD, 1, &n), FAULT);
    CHECK(fd_read(fd, &w, 1, &n), FAULT);
    CHECK(fd_pread(fd, &w, 1, 0, &n), FAULT);
    CHECK(fd_pwrite(fd, &w, 1, 0, &n), FAULT);
    CHECK(fd_fdstat_get(fd, BAD), FAULT);
    CHECK(fd_filestat_get(fd, BAD), FAULT);
    CHECK(fd_prestat_get(ROOT, BAD), FAULT);
    CHECK(fd_prestat_dir_name(ROOT, BAD, 8), FAULT);
    CHECK(fd_readdir(ROOT, BAD, 8, 0, &n), FAULT);
    CHECK(fd_seek(fd, 0, 0, BAD), FAULT);
    CHECK(fd_tell(fd, BAD), FAULT);
    CHECK(path_create_directory(ROOT, BAD, 8), FAULT);
    CHECK(path_filestat_get(ROOT, 0, P("file"), BAD), FAULT);
    CHECK(path_filestat_set_times(ROOT, 0, BAD, 8, 0, 0, 0), FAULT);
    CHECK(path_link(ROOT, 0, BAD, 8, ROOT, P("new")), FAULT);
    CHECK(path_open(ROOT, 0, P("new"), CREAT, 0, 0, 0, BAD + 2), FAULT);
    CHECK(path_readlink(ROOT, P("file"), BAD, 8, &n), FAULT);
    CHECK(path_remove_directory(ROOT, BAD, 8), FAULT);
    CHECK(path_rename(ROOT, P("file"), ROOT, BAD, 8), FAULT);
    CHECK(path_symlink(BAD, 8, ROOT, P("new")), FAULT);
    CHECK(path_unlink_file(ROOT, BAD, 8), FAULT);
    CHECK(fd_filestat_get(fd, stat), OK);
    check("size after all that", stat[4], 0);
    CHECK(path_filestat_get(ROOT, 0, P("new"), stat), NOENT);
    CHECK(fd_close(fd), OK);
    CHECK(path_unlink_file(ROOT, P("file")), OK);
}

__attribute__((export_name("_start"))) void start(void) {
    basics();
    flags_and_rights();
    names();
    bad_pointers();
    say(1, failures ? "surprised\n" : "as expected\n");
    proc_exit(failures);
}
