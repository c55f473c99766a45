package dev.troupe.engine.wasi;

/** How many bytes an instance may still write. */
final class Quota {
    private long left;

    Quota(long bytes) {
        left = bytes;
    }

    /**
     * Allows a write, or the part of it that is left.
     *
     * @return at least 1, unless {@code length} is 0
     */
    int allow(int length) throws WasiError {
        if (length > 0 && left == 0) {
            throw Errno.DQUOT.error();
        }
        return (int) Math.min(length, left);
    }

    /** Takes bytes that {@link #allow} allowed. */
    void take(long bytes) {
        if (left != Long.MAX_VALUE) {
            left = Math.max(0, left - bytes);
        }
    }

    /** Takes all of it or nothing. */
    void takeAll(long bytes) throws WasiError {
        if (bytes > left) {
            throw Errno.DQUOT.error();
        }
        take(bytes);
    }
}
