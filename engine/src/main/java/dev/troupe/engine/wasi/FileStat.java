package dev.troupe.engine.wasi;

/**
 * What is known of a file ({@code $filestat} in typenames.witx).
 *
 * @param type one of {@link Witx}'s types
 * @param accessed nanoseconds since 1970, as are {@code modified} and {@code changed}
 */
record FileStat(long device, long inode, int type, long links, long size, long accessed, long modified, long changed) {
    /** For what is no file. */
    static FileStat of(int type) {
        return new FileStat(0, 0, type, 1, 0, 0, 0, 0);
    }

    FileStat withSize(long value) {
        return new FileStat(device, inode, type, links, value, accessed, modified, changed);
    }
}
