package dev.troupe.engine.cache;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * A file with the classes of one module, open for reading:
 *
 * <pre>
 * magic, 8 bytes
 * length of the header, u32; its checksum, u32
 * header: key, tail calls, and per class its name, length and checksum
 * the class files one after the other
 * </pre>
 *
 * <p>Every byte is covered: the key is compared, the header and each class have checksums (CRC-32C), and the file ends where the header
 * says. A file is never changed once it has its name. Thread-safe.
 */
final class CodeFile implements Closeable {
    private static final byte[] MAGIC = "troupe\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int PREFIX = MAGIC.length + 8;

    /** Where a class is in the file. */
    private record Place(long offset, int length, int checksum) {}

    private final RandomAccessFile file;
    private final long length;
    private final Map<Integer, int[]> tailCalls;
    private final Map<String, Place> places;

    private CodeFile(RandomAccessFile file, long length, Map<Integer, int[]> tailCalls, Map<String, Place> places) {
        this.file = file;
        this.length = length;
        this.tailCalls = tailCalls;
        this.places = places;
    }

    /**
     * Opens a file.
     *
     * @return null if it is damaged, not one of ours, or has another key
     * @throws IOException if it is not there or cannot be read
     */
    static CodeFile open(Path path, CodeKey key) throws IOException {
        // Not a channel: those close when a thread that reads is interrupted, and guests' threads may be.
        var file = new RandomAccessFile(path.toFile(), "r");
        CodeFile opened = null;
        try {
            opened = read(file, key);
        } catch (EOFException | BufferUnderflowException e) {
            // Too short.
        } finally {
            if (opened == null) {
                file.close();
            }
        }
        return opened;
    }

    private static CodeFile read(RandomAccessFile file, CodeKey key) throws IOException {
        var prefix = new byte[PREFIX];
        file.readFully(prefix);
        if (!Arrays.equals(prefix, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            return null;
        }
        var in = ByteBuffer.wrap(prefix, MAGIC.length, 8);
        int headerLength = in.getInt();
        int checksum = in.getInt();
        if (headerLength < 0 || headerLength > file.length() - PREFIX) {
            return null;
        }
        var header = new byte[headerLength];
        file.readFully(header);
        if (checksum(header) != checksum) {
            return null;
        }
        in = ByteBuffer.wrap(header);
        var found = new byte[count(in)];
        in.get(found);
        if (!Arrays.equals(found, key.bytes())) {
            return null;
        }
        var tailCalls = new TreeMap<Integer, int[]>();
        for (int count = in.getInt(); count > 0; count--) {
            int function = in.getInt();
            var callees = new int[count(in)];
            for (int i = 0; i < callees.length; i++) {
                callees[i] = in.getInt();
            }
            tailCalls.put(function, callees);
        }
        var places = new LinkedHashMap<String, Place>();
        long offset = PREFIX + headerLength;
        for (int count = in.getInt(); count > 0; count--) {
            var name = new byte[in.getShort()];
            in.get(name);
            var place = new Place(offset, in.getInt(), in.getInt());
            places.put(new String(name, StandardCharsets.UTF_8), place);
            offset += place.length;
        }
        return offset == file.length() ? new CodeFile(file, offset, tailCalls, places) : null;
    }

    /** A number of things that follow, each of a byte at least. */
    private static int count(ByteBuffer in) {
        int count = in.getInt();
        if (count < 0 || count > in.remaining()) {
            throw new BufferUnderflowException();
        }
        return count;
    }

    long length() {
        return length;
    }

    Map<Integer, int[]> tailCalls() {
        return tailCalls;
    }

    Iterable<String> names() {
        return places.keySet();
    }

    /** A class file; null if there is none of that name, or it is damaged. */
    byte[] find(String name) {
        var place = places.get(name);
        if (place == null) {
            return null;
        }
        var bytes = new byte[place.length];
        try {
            synchronized (file) {
                file.seek(place.offset);
                file.readFully(bytes);
            }
        } catch (IOException e) {
            return null;
        }
        return checksum(bytes) == place.checksum ? bytes : null;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    static int checksum(byte[] bytes) {
        var crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }

    /** Writes a file's contents. */
    static void write(OutputStream out, CodeKey key, Map<Integer, int[]> tailCalls, Map<String, byte[]> classes) throws IOException {
        var bytes = new ByteArrayOutputStream();
        var header = new DataOutputStream(bytes);
        header.writeInt(key.bytes().length);
        header.write(key.bytes());
        header.writeInt(tailCalls.size());
        for (var entry : new TreeMap<>(tailCalls).entrySet()) {
            header.writeInt(entry.getKey());
            header.writeInt(entry.getValue().length);
            for (int callee : entry.getValue()) {
                header.writeInt(callee);
            }
        }
        header.writeInt(classes.size());
        for (var entry : classes.entrySet()) {
            var name = entry.getKey().getBytes(StandardCharsets.UTF_8);
            header.writeShort(name.length);
            header.write(name);
            header.writeInt(entry.getValue().length);
            header.writeInt(checksum(entry.getValue()));
        }
        var prefix = ByteBuffer.allocate(PREFIX).put(MAGIC).putInt(bytes.size()).putInt(checksum(bytes.toByteArray()));
        out.write(prefix.array());
        bytes.writeTo(out);
        for (var contents : classes.values()) {
            out.write(contents);
        }
    }
}
