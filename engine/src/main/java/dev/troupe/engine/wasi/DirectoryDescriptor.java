package dev.troupe.engine.wasi;

import dev.troupe.engine.runtime.Memory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A directory: granted, or opened below a granted one. Its handle is opened when it is first needed. */
final class DirectoryDescriptor extends Descriptor {
    private final Path host;
    private final byte[] guestName;
    private final boolean readOnly;
    private Directory directory;
    private List<String> listing;

    private DirectoryDescriptor(Path host, byte[] guestName, Directory directory, boolean readOnly, long rights, long inheriting) {
        super(rights, inheriting);
        this.host = host;
        this.guestName = guestName;
        this.directory = directory;
        this.readOnly = readOnly;
    }

    static DirectoryDescriptor granted(WasiConfig.Mount mount) {
        var name = mount.guest().getBytes(StandardCharsets.UTF_8);
        return new DirectoryDescriptor(
                mount.host(), name, null, mount.readOnly(), Rights.DIRECTORY, Rights.DIRECTORY | Rights.FILE);
    }

    /** Takes over a reference to {@code directory}. */
    static DirectoryDescriptor opened(Directory directory, boolean readOnly, long rights, long inheriting) {
        return new DirectoryDescriptor(null, null, directory, readOnly, rights & Rights.DIRECTORY, inheriting);
    }

    Directory directory() throws IOException {
        if (directory == null) {
            directory = Directory.open(host);
        }
        return directory;
    }

    /** The handle if it is open, else null. */
    Directory directoryIfOpen() {
        return directory;
    }

    boolean readOnly() {
        return readOnly;
    }

    void requireWritable() throws WasiError {
        if (readOnly) {
            throw Errno.ROFS.error();
        }
    }

    /** The guest path in UTF-8; null unless granted. */
    byte[] guestName() {
        return guestName;
    }

    @Override
    int type() {
        return Witx.TYPE_DIRECTORY;
    }

    @Override
    FileStat stat() throws IOException {
        return directory().stat();
    }

    /**
     * Writes {@code $dirent}s with their names, as many as fit, the last one cut off ({@code fd_readdir}).
     *
     * <p>A cookie counts entries in a listing that is taken when reading starts over, so that cookies stay good while entries come
     * and go.
     *
     * @return the number of bytes written, {@code length} if there is more
     */
    int list(Memory memory, int address, int length, long cookie) throws IOException, WasiError {
        if (listing == null || cookie == 0) {
            var names = new ArrayList<String>();
            names.add(".");
            names.add("..");
            names.addAll(directory().names());
            listing = names;
        }
        int used = 0;
        int room = length < 0 ? Integer.MAX_VALUE : length;
        for (long i = cookie; i >= 0 && i < listing.size() && used < room; i++) {
            var entry = entry(listing.get((int) i), i + 1);
            int count = Math.min(entry.length, room - used);
            memory.write(address + used, entry, 0, count);
            used += count;
        }
        return used;
    }

    private byte[] entry(String name, long next) throws IOException {
        int type = Witx.TYPE_DIRECTORY;
        // Some C libraries ask for ".." what its entry does not tell, which nobody may: so it is the directory itself, as in a root.
        long inode = directory.key().inode();
        if (!name.equals(".") && !name.equals("..")) {
            var attributes = directory.attributes(name);
            type = attributes == null ? Witx.TYPE_UNKNOWN : FileStats.type(attributes);
            inode = attributes == null ? 0 : FileKey.of(directory.path().resolve(name), attributes).inode();
        }
        var bytes = name.getBytes(StandardCharsets.UTF_8);
        return java.nio.ByteBuffer.allocate(Witx.DIRENT_SIZE + bytes.length)
                .order(java.nio.ByteOrder.LITTLE_ENDIAN)
                .putLong(next)
                .putLong(inode)
                .putInt(bytes.length)
                .putInt(type)
                .put(bytes)
                .array();
    }

    @Override
    int read(Waiting waiting, byte[] bytes, int offset, int length) throws WasiError {
        throw Errno.ISDIR.error();
    }

    @Override
    int write(Waiting waiting, byte[] bytes, int offset, int length) throws WasiError {
        throw Errno.ISDIR.error();
    }

    @Override
    int readAt(long position, byte[] bytes, int offset, int length) throws WasiError {
        throw Errno.ISDIR.error();
    }

    @Override
    int writeAt(long position, byte[] bytes, int offset, int length) throws WasiError {
        throw Errno.ISDIR.error();
    }

    @Override
    long seek(long offset, Abi.Whence whence) throws WasiError {
        throw Errno.ISDIR.error();
    }

    @Override
    void advise(long offset, long length) throws WasiError {
        throw Errno.BADF.error();
    }

    @Override
    void allocate(long offset, long length) throws WasiError {
        throw Errno.ISDIR.error();
    }

    @Override
    void setSize(long size) throws WasiError {
        throw Errno.ISDIR.error();
    }

    @Override
    void setTimes(Long accessed, Long modified) throws IOException, WasiError {
        requireWritable();
        directory().setTimes(accessed, modified);
    }

    @Override
    void sync(boolean metadata) throws IOException {
        directory().sync();
    }

    @Override
    void close() {
        if (directory != null) {
            directory.release();
            directory = null;
        }
    }
}
