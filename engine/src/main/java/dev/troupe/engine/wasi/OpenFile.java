package dev.troupe.engine.wasi;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;

/** An open regular file. The position is the descriptor's own, so that all reads and writes name theirs. */
final class OpenFile extends Descriptor {
    /** The JDK keeps a direct buffer of the largest size ever used per thread; this bounds it. */
    private static final int CHUNK = 1 << 17;

    private static final Object[] APPEND_LOCKS = new Object[64];

    static {
        for (int i = 0; i < APPEND_LOCKS.length; i++) {
            APPEND_LOCKS[i] = new Object();
        }
    }

    private final SeekableByteChannel channel;
    private final boolean readOnly;
    private final Quota quota;
    private final FileLocation location;
    private long position;

    OpenFile(SeekableByteChannel channel, FileLocation location, boolean readOnly, Quota quota, long rights, long inheriting) {
        super(rights, inheriting);
        this.channel = channel;
        this.location = location;
        this.readOnly = readOnly;
        this.quota = quota;
    }

    FileLocation location() {
        return location;
    }

    @Override
    int type() {
        return Witx.TYPE_REGULAR_FILE;
    }

    @Override
    FileStat stat() throws IOException {
        return location.stat().withSize(channel.size());
    }

    @Override
    int read(Waiting waiting, byte[] bytes, int offset, int length) throws IOException, WasiError {
        int count = readAt(position, bytes, offset, length);
        position += count;
        return count;
    }

    @Override
    int readAt(long from, byte[] bytes, int offset, int length) throws IOException, WasiError {
        checkRange(from, length);
        int done = 0;
        while (done < length) {
            int part = Math.min(CHUNK, length - done);
            int count = readChunk(ByteBuffer.wrap(bytes, offset + done, part), from + done);
            if (count <= 0) {
                break;
            }
            done += count;
        }
        return done;
    }

    @Override
    int write(Waiting waiting, byte[] bytes, int offset, int length) throws IOException, WasiError {
        if (!has(Witx.APPEND)) {
            int count = writeAt(position, bytes, offset, length);
            position += count;
            return count;
        }
        // Java cannot read a channel that was opened for appending, so the end is looked up under a lock.
        synchronized (APPEND_LOCKS[Math.floorMod(location.lockKey(), APPEND_LOCKS.length)]) {
            long end = channel.size();
            int count = writeAt(end, bytes, offset, length);
            position = end + count;
            return count;
        }
    }

    @Override
    int writeAt(long to, byte[] bytes, int offset, int length) throws IOException, WasiError {
        checkRange(to, length);
        if (length == 0) {
            return 0;
        }
        int allowed = quota.allow(length);
        long gap = to - channel.size();
        if (gap > 0) {
            quota.takeAll(gap);
        }
        int done = 0;
        while (done < allowed) {
            int part = Math.min(CHUNK, allowed - done);
            int count = writeChunk(ByteBuffer.wrap(bytes, offset + done, part), to + done);
            done += count;
            quota.take(count);
            if (count < part) {
                break;
            }
        }
        if (has(Witx.SYNC | Witx.DSYNC)) {
            sync(has(Witx.SYNC));
        }
        return done;
    }

    private int readChunk(ByteBuffer buffer, long from) throws IOException {
        if (channel instanceof FileChannel file) {
            return file.read(buffer, from);
        }
        channel.position(from);
        return channel.read(buffer);
    }

    private int writeChunk(ByteBuffer buffer, long to) throws IOException {
        if (channel instanceof FileChannel file) {
            return file.write(buffer, to);
        }
        // File systems without random access (zip) know one position, which may not be set back.
        if (channel.position() != to) {
            channel.position(to);
        }
        return channel.write(buffer);
    }

    private static void checkRange(long from, int length) throws WasiError {
        if (from < 0) {
            throw Errno.INVAL.error();
        }
        if (from > Long.MAX_VALUE - length) {
            throw Errno.FBIG.error();
        }
    }

    @Override
    long seek(long offset, Abi.Whence whence) throws IOException, WasiError {
        long base = switch (whence) {
            case SET -> 0;
            case CUR -> position;
            case END -> channel.size();
        };
        if (offset > 0 && base > Long.MAX_VALUE - offset) {
            throw Errno.OVERFLOW.error();
        }
        if (base + offset < 0) {
            throw Errno.INVAL.error();
        }
        position = base + offset;
        return position;
    }

    @Override
    void advise(long offset, long length) throws WasiError {
        if (offset < 0 || length < 0) {
            throw Errno.INVAL.error();
        }
    }

    /** Extends the file if it is shorter. Java cannot reserve blocks on the disk, so the file may be sparse. */
    @Override
    void allocate(long offset, long length) throws IOException, WasiError {
        if (offset < 0 || length <= 0) {
            throw Errno.INVAL.error();
        }
        if (offset > Long.MAX_VALUE - length) {
            throw Errno.FBIG.error();
        }
        if (offset + length > channel.size()) {
            setSize(offset + length);
        }
    }

    @Override
    void setSize(long size) throws IOException, WasiError {
        if (size < 0) {
            throw Errno.INVAL.error();
        }
        requireWritable();
        long before = channel.size();
        if (size < before) {
            channel.truncate(size);
        } else if (size > before) {
            quota.takeAll(size - before);
            writeChunk(ByteBuffer.allocate(1), size - 1);
        }
    }

    @Override
    void setTimes(Long accessed, Long modified) throws IOException, WasiError {
        requireWritable();
        location.setTimes(accessed, modified);
    }

    private void requireWritable() throws WasiError {
        if (readOnly) {
            throw Errno.ROFS.error();
        }
    }

    @Override
    void sync(boolean metadata) throws IOException {
        if (channel instanceof FileChannel file) {
            file.force(metadata);
        }
    }

    @Override
    int readable() throws IOException {
        return Math.clamp(channel.size() - position, 0, Integer.MAX_VALUE);
    }

    @Override
    void close() throws IOException {
        try {
            channel.close();
        } finally {
            location.close();
        }
    }
}
