/* A listener at descriptor 3: answers the first connection in capitals until it is half closed. */
#include "wasi.h"

static char buf[256];
static i32 fd, n;
static short oflags;

__attribute__((export_name("_start"))) void start(void) {
    iovec r = {buf, sizeof buf};
    CHECK(sock_accept(1, 0, &fd), NOTSOCK);
    CHECK(sock_accept(99, 0, &fd), BADF);
    CHECK(sock_accept(3, 0, BAD + 2), FAULT);
    CHECK(sock_recv(3, &r, 1, 0, &n, &oflags), NOTCONN);
    CHECK(sock_shutdown(3, 1), NOTCONN);
    CHECK(sock_accept(3, 0, &fd), OK);
    CHECK(sock_recv(fd, &r, 1, 1 << 7, &n, &oflags), INVAL);
    CHECK(sock_recv(fd, BAD, 1, 0, &n, &oflags), FAULT);
    CHECK(sock_send(fd, &r, 1, 1, &n), INVAL);
    CHECK(sock_send(1, &r, 1, 0, &n), NOTSOCK);
    for (;;) {
        r.len = sizeof buf;
        CHECK(sock_recv(fd, &r, 1, 0, &n, &oflags), OK);
        if (n == 0) break;
        for (i32 i = 0; i < n; i++) if (buf[i] >= 'a' && buf[i] <= 'z') buf[i] -= 32;
        r.len = n;
        CHECK(sock_send(fd, &r, 1, 0, &n), OK);
    }
    CHECK(sock_shutdown(fd, 2), OK);
    CHECK(sock_shutdown(fd, 0), INVAL);
    CHECK(fd_close(fd), OK);
    proc_exit(failures);
}
