/* The module before preview 1: other numbers to seek from, other layouts. */
#include "wasi.h"

static u8 buf[64];
static i64 pos, in[7], out[4];
static i32 fd, n;

__attribute__((export_name("_start"))) void start(void) {
    iovec w = {"12345", 5};
    CHECK(path_open(ROOT, 0, P("file"), CREAT, FILE_RIGHTS, 0, 0, &fd), OK);
    CHECK(fd_write(fd, &w, 1, &n), OK);
    CHECK(fd_seek(fd, 1, 2, &pos), OK);
    check("from the start", pos, 1);
    CHECK(fd_seek(fd, 1, 0, &pos), OK);
    check("from here", pos, 2);
    CHECK(fd_seek(fd, -1, 1, &pos), OK);
    check("from the end", pos, 4);
    CHECK(fd_filestat_get(fd, buf), OK);
    check("size", *(i64 *)(buf + 24), 5);
    check("links", *(i32 *)(buf + 20), 1);
    in[0] = 5;
    in[3] = 1;
    in[4] = 1000;
    CHECK(poll_oneoff(in, out, 1, &n), OK);
    check("event", out[0], 5);
    CHECK(fd_close(fd), OK);
    CHECK(path_unlink_file(ROOT, P("file")), OK);
    proc_exit(failures);
}
