/*
 * The command: Markdown from standard input, HTML to standard output. Three WASI functions are all it needs, so it speaks to them
 * without a C library and its instances stay as small as the library's.
 */
#include "../markdown.h"

#define WASI(name) __attribute__((import_module("wasi_snapshot_preview1"), import_name(name)))
#define STDIN 0
#define STDOUT 1

typedef struct {
    char *at;
    size_t length;
} Vector;

WASI("fd_read") int fd_read(int fd, const Vector *vectors, size_t count, size_t *done);
WASI("fd_write") int fd_write(int fd, const Vector *vectors, size_t count, size_t *done);
WASI("proc_exit") _Noreturn void proc_exit(int code);

static void read_all(Buffer *in) {
    static char chunk[8192];
    for (;;) {
        Vector vector = {chunk, sizeof chunk};
        size_t done = 0;
        if (fd_read(STDIN, &vector, 1, &done)) {
            proc_exit(1);
        }
        if (done == 0) {
            return;
        }
        put(in, chunk, done);
    }
}

static void write_all(const Buffer *out) {
    for (size_t at = 0; at < out->length;) {
        Vector vector = {out->at + at, out->length - at};
        size_t done = 0;
        if (fd_write(STDOUT, &vector, 1, &done)) {
            proc_exit(1);
        }
        at += done;
    }
}

__attribute__((export_name("_start"))) void start(void) {
    Buffer in = {0};
    Buffer out = {0};
    read_all(&in);
    render_blocks(&out, (Text){in.at, in.length}, false);
    write_all(&out);
}
