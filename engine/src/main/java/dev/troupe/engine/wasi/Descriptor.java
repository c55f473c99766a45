package dev.troupe.engine.wasi;

import java.io.IOException;

/**
 * What a file descriptor stands for. What a kind of descriptor cannot do fails with the code POSIX has for it. Belongs to one
 * instance; not thread-safe.
 */
abstract class Descriptor {
    private long rights;
    private long inheriting;
    private int flags;

    Descriptor(long rights, long inheriting) {
        this.rights = rights;
        this.inheriting = inheriting;
    }

    final long rights() {
        return rights;
    }

    final long inheriting() {
        return inheriting;
    }

    final int flags() {
        return flags;
    }

    final boolean has(int flag) {
        return (flags & flag) != 0;
    }

    final void require(long right) throws WasiError {
        if ((rights & right) != right) {
            // POSIX programs expect EBADF of a file that is not open for this.
            throw ((right & (Rights.FD_READ | Rights.FD_WRITE)) != 0 ? Errno.BADF : Errno.NOTCAPABLE).error();
        }
    }

    final void restrict(long newRights, long newInheriting) throws WasiError {
        if ((newRights & ~rights) != 0 || (newInheriting & ~inheriting) != 0) {
            throw Errno.NOTCAPABLE.error();
        }
        rights = newRights;
        inheriting = newInheriting;
    }

    final void setFlags(int value) {
        flags = value;
    }

    /** One of {@link Witx}'s types. */
    abstract int type();

    FileStat stat() throws IOException, WasiError {
        return FileStat.of(type());
    }

    /**
     * Reads at the current position, waiting for the first byte if there is none.
     *
     * @return the number of bytes read; 0 at the end
     */
    int read(Waiting waiting, byte[] bytes, int offset, int length) throws Exception {
        throw Errno.BADF.error();
    }

    /**
     * Writes at the current position.
     *
     * @return the number of bytes written
     */
    int write(Waiting waiting, byte[] bytes, int offset, int length) throws Exception {
        throw Errno.BADF.error();
    }

    int readAt(long position, byte[] bytes, int offset, int length) throws IOException, WasiError {
        throw Errno.SPIPE.error();
    }

    int writeAt(long position, byte[] bytes, int offset, int length) throws IOException, WasiError {
        throw Errno.SPIPE.error();
    }

    long seek(long offset, Abi.Whence whence) throws IOException, WasiError {
        throw Errno.SPIPE.error();
    }

    void advise(long offset, long length) throws WasiError {
        throw Errno.SPIPE.error();
    }

    void allocate(long offset, long length) throws IOException, WasiError {
        throw Errno.SPIPE.error();
    }

    void setSize(long size) throws IOException, WasiError {
        throw Errno.INVAL.error();
    }

    /** Sets times in nanoseconds since 1970; null leaves one as it is. */
    void setTimes(Long accessed, Long modified) throws IOException, WasiError {
        throw Errno.INVAL.error();
    }

    /** Makes what was written durable, with the file's attributes if {@code metadata}. */
    void sync(boolean metadata) throws IOException, WasiError {
        throw Errno.INVAL.error();
    }

    /** How many bytes a read gives at once at least; -1 if it would wait; {@link Integer#MAX_VALUE} if more than can be told. */
    int readable() throws Exception {
        return 0;
    }

    boolean writable() throws Exception {
        return true;
    }

    /** Whether the other end is gone. */
    boolean hangup() throws Exception {
        return false;
    }

    void close() throws IOException {}
}
