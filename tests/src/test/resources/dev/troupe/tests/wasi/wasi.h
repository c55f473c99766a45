/* Every function of WASI preview 1 as it is imported, without a C library in between, and what the programs here share.
   -DWASI='"wasi_unstable"' takes the other module. */
#ifndef WASI
#define WASI "wasi_snapshot_preview1"
#endif
typedef int i32;
typedef long long i64;
typedef unsigned char u8;
#define IMPORT(name) __attribute__((import_module(WASI), import_name(#name)))

IMPORT(args_get) i32 args_get(void *argv, void *buf);
IMPORT(args_sizes_get) i32 args_sizes_get(i32 *count, i32 *size);
IMPORT(environ_get) i32 environ_get(void *env, void *buf);
IMPORT(environ_sizes_get) i32 environ_sizes_get(i32 *count, i32 *size);
IMPORT(clock_res_get) i32 clock_res_get(i32 id, i64 *res);
IMPORT(clock_time_get) i32 clock_time_get(i32 id, i64 precision, i64 *time);
IMPORT(fd_advise) i32 fd_advise(i32 fd, i64 offset, i64 len, i32 advice);
IMPORT(fd_allocate) i32 fd_allocate(i32 fd, i64 offset, i64 len);
IMPORT(fd_close) i32 fd_close(i32 fd);
IMPORT(fd_datasync) i32 fd_datasync(i32 fd);
IMPORT(fd_fdstat_get) i32 fd_fdstat_get(i32 fd, void *stat);
IMPORT(fd_fdstat_set_flags) i32 fd_fdstat_set_flags(i32 fd, i32 flags);
IMPORT(fd_fdstat_set_rights) i32 fd_fdstat_set_rights(i32 fd, i64 base, i64 inheriting);
IMPORT(fd_filestat_get) i32 fd_filestat_get(i32 fd, void *stat);
IMPORT(fd_filestat_set_size) i32 fd_filestat_set_size(i32 fd, i64 size);
IMPORT(fd_filestat_set_times) i32 fd_filestat_set_times(i32 fd, i64 atim, i64 mtim, i32 flags);
IMPORT(fd_pread) i32 fd_pread(i32 fd, const void *iovs, i32 count, i64 offset, i32 *n);
IMPORT(fd_prestat_get) i32 fd_prestat_get(i32 fd, void *prestat);
IMPORT(fd_prestat_dir_name) i32 fd_prestat_dir_name(i32 fd, void *path, i32 len);
IMPORT(fd_pwrite) i32 fd_pwrite(i32 fd, const void *iovs, i32 count, i64 offset, i32 *n);
IMPORT(fd_read) i32 fd_read(i32 fd, const void *iovs, i32 count, i32 *n);
IMPORT(fd_readdir) i32 fd_readdir(i32 fd, void *buf, i32 len, i64 cookie, i32 *used);
IMPORT(fd_renumber) i32 fd_renumber(i32 from, i32 to);
IMPORT(fd_seek) i32 fd_seek(i32 fd, i64 offset, i32 whence, i64 *position);
IMPORT(fd_sync) i32 fd_sync(i32 fd);
IMPORT(fd_tell) i32 fd_tell(i32 fd, i64 *position);
IMPORT(fd_write) i32 fd_write(i32 fd, const void *iovs, i32 count, i32 *n);
IMPORT(path_create_directory) i32 path_create_directory(i32 fd, const char *path, i32 len);
IMPORT(path_filestat_get) i32 path_filestat_get(i32 fd, i32 flags, const char *path, i32 len, void *stat);
IMPORT(path_filestat_set_times) i32 path_filestat_set_times(i32 fd, i32 lookup, const char *path, i32 len, i64 atim, i64 mtim, i32 flags);
IMPORT(path_link) i32 path_link(i32 fd, i32 lookup, const char *old, i32 oldlen, i32 newfd, const char *path, i32 len);
IMPORT(path_open) i32 path_open(i32 fd, i32 lookup, const char *path, i32 len, i32 oflags, i64 base, i64 inheriting, i32 flags, i32 *result);
IMPORT(path_readlink) i32 path_readlink(i32 fd, const char *path, i32 len, void *buf, i32 buflen, i32 *used);
IMPORT(path_remove_directory) i32 path_remove_directory(i32 fd, const char *path, i32 len);
IMPORT(path_rename) i32 path_rename(i32 fd, const char *old, i32 oldlen, i32 newfd, const char *path, i32 len);
IMPORT(path_symlink) i32 path_symlink(const char *text, i32 textlen, i32 fd, const char *path, i32 len);
IMPORT(path_unlink_file) i32 path_unlink_file(i32 fd, const char *path, i32 len);
IMPORT(poll_oneoff) i32 poll_oneoff(const void *in, void *out, i32 count, i32 *events);
IMPORT(proc_exit) _Noreturn void proc_exit(i32 code);
IMPORT(proc_raise) i32 proc_raise(i32 signal);
IMPORT(sched_yield) i32 sched_yield(void);
IMPORT(random_get) i32 random_get(void *buf, i32 len);
IMPORT(sock_accept) i32 sock_accept(i32 fd, i32 flags, i32 *result);
IMPORT(sock_recv) i32 sock_recv(i32 fd, const void *iovs, i32 count, i32 flags, i32 *n, short *oflags);
IMPORT(sock_send) i32 sock_send(i32 fd, const void *iovs, i32 count, i32 flags, i32 *n);
IMPORT(sock_shutdown) i32 sock_shutdown(i32 fd, i32 how);

enum { OK = 0, AGAIN = 6, BADF = 8, EXIST = 20, FAULT = 21, ILSEQ = 25, INVAL = 28, ISDIR = 31, LOOP = 32, NAMETOOLONG = 37, NOENT = 44,
       NOTCONN = 53, NOTDIR = 54, NOTEMPTY = 55, NOTSOCK = 57, PERM = 63, SPIPE = 70, NOTCAPABLE = 76 };
enum { CREAT = 1, DIRECTORY = 2, EXCL = 4, TRUNC = 8 };
enum { FILE_RIGHTS = 0x8E001FF, DIR_RIGHTS = 0x7BFFE99 };
#define ROOT 3
#define BAD ((void *)-4)

typedef struct { const void *buf; i32 len; } iovec;

static i32 failures;

static i32 length(const char *text) {
    i32 n = 0;
    while (text[n]) n++;
    return n;
}

/* A path and its length. */
#define P(text) (text), length(text)

static void say(i32 fd, const char *text) {
    iovec v = {text, length(text)};
    i32 n;
    fd_write(fd, &v, 1, &n);
}

static void number(i32 fd, i64 value) {
    char digits[24];
    i32 at = 23;
    digits[at] = 0;
    if (value < 0) { say(fd, "-"); value = -value; }
    do { digits[--at] = '0' + value % 10; value /= 10; } while (value);
    say(fd, digits + at);
}

static void check(const char *what, i64 got, i64 expected) {
    if (got != expected) {
        failures++;
        say(2, what);
        say(2, " gave ");
        number(2, got);
        say(2, ", expected ");
        number(2, expected);
        say(2, "\n");
    }
}

/* A call gives an error code. */
#define CHECK(call, expected) check(#call, (call), (expected))

static i32 same(const void *a, const void *b, i32 n) {
    for (i32 i = 0; i < n; i++) if (((const u8 *)a)[i] != ((const u8 *)b)[i]) return 0;
    return 1;
}
