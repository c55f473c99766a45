package dev.troupe.engine.wasi;

/** Numbers of typenames.witx that are neither rights nor error codes. */
final class Witx {
    // $filetype
    static final int TYPE_UNKNOWN = 0;
    static final int TYPE_CHARACTER_DEVICE = 2;
    static final int TYPE_DIRECTORY = 3;
    static final int TYPE_REGULAR_FILE = 4;
    static final int TYPE_SOCKET_STREAM = 6;
    static final int TYPE_SYMBOLIC_LINK = 7;

    // $fdflags
    static final int APPEND = 1;
    static final int DSYNC = 1 << 1;
    static final int NONBLOCK = 1 << 2;
    static final int RSYNC = 1 << 3;
    static final int SYNC = 1 << 4;
    static final int ALL_FD_FLAGS = APPEND | DSYNC | NONBLOCK | RSYNC | SYNC;

    // $lookupflags
    static final int SYMLINK_FOLLOW = 1;

    // $oflags
    static final int CREAT = 1;
    static final int DIRECTORY = 1 << 1;
    static final int EXCL = 1 << 2;
    static final int TRUNC = 1 << 3;
    static final int ALL_OPEN_FLAGS = CREAT | DIRECTORY | EXCL | TRUNC;

    // $fstflags
    static final int ATIM = 1;
    static final int ATIM_NOW = 1 << 1;
    static final int MTIM = 1 << 2;
    static final int MTIM_NOW = 1 << 3;
    static final int ALL_TIME_FLAGS = ATIM | ATIM_NOW | MTIM | MTIM_NOW;

    // $clockid
    static final int CLOCK_REALTIME = 0;
    static final int CLOCK_MONOTONIC = 1;
    static final int CLOCK_PROCESS_CPUTIME = 2;
    static final int CLOCK_THREAD_CPUTIME = 3;

    // $eventtype
    static final int EVENT_CLOCK = 0;
    static final int EVENT_FD_READ = 1;
    static final int EVENT_FD_WRITE = 2;

    static final int EVENT_RW_HANGUP = 1;
    static final int SUBSCRIPTION_CLOCK_ABSTIME = 1;

    // $riflags, $roflags, $sdflags
    static final int RECV_PEEK = 1;
    static final int RECV_WAITALL = 1 << 1;
    static final int SHUT_RD = 1;
    static final int SHUT_WR = 1 << 1;

    // $advice, $signal: the highest number
    static final int MAX_ADVICE = 5;
    static final int MAX_SIGNAL = 30;

    // sizes of records in bytes
    static final int PRESTAT_SIZE = 8;
    static final int FDSTAT_SIZE = 24;
    static final int DIRENT_SIZE = 24;
    static final int EVENT_SIZE = 32;
    static final int IOVEC_SIZE = 8;

    private Witx() {}
}
