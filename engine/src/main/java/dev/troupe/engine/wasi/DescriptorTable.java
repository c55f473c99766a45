package dev.troupe.engine.wasi;

import java.io.IOException;
import java.util.Arrays;

/** The descriptors of an instance by number. */
final class DescriptorTable implements AutoCloseable {
    private static final int STANDARD_STREAMS = 3;

    private final int limit;
    private Descriptor[] slots = new Descriptor[8];
    private int open;
    private Descriptor[] granted = {};

    DescriptorTable(int limit) {
        this.limit = limit;
    }

    /** @throws WasiError if the descriptor is not open */
    Descriptor get(int number) throws WasiError {
        if (number < 0 || number >= slots.length || slots[number] == null) {
            throw Errno.BADF.error();
        }
        return slots[number];
    }

    Descriptor get(int number, long right) throws WasiError {
        var descriptor = get(number);
        descriptor.require(right);
        return descriptor;
    }

    DirectoryDescriptor directory(int number, long right) throws WasiError {
        if (!(get(number) instanceof DirectoryDescriptor directory)) {
            throw Errno.NOTDIR.error();
        }
        directory.require(right);
        return directory;
    }

    /** @throws WasiError if as many descriptors are open as may be */
    void checkRoom() throws WasiError {
        if (open >= limit) {
            throw Errno.MFILE.error();
        }
    }

    /**
     * Gives a descriptor the lowest free number, above those of the standard streams: what a program prints after it closed its output
     * must not end up in the next file it opens.
     */
    int add(Descriptor descriptor) throws WasiError {
        return add(descriptor, STANDARD_STREAMS);
    }

    int addStandardStream(Descriptor descriptor) throws WasiError {
        return add(descriptor, 0);
    }

    private int add(Descriptor descriptor, int lowest) throws WasiError {
        checkRoom();
        int number = lowest;
        while (number < slots.length && slots[number] != null) {
            number++;
        }
        if (number == slots.length) {
            slots = Arrays.copyOf(slots, 2 * slots.length);
        }
        slots[number] = descriptor;
        open++;
        return number;
    }

    void close(int number) throws IOException, WasiError {
        var descriptor = get(number);
        slots[number] = null;
        open--;
        descriptor.close();
    }

    /** Moves a descriptor over another one, which is closed. */
    void renumber(int from, int to) throws IOException, WasiError {
        var moved = get(from);
        var replaced = get(to);
        if (from == to) {
            return;
        }
        slots[to] = moved;
        slots[from] = null;
        open--;
        replaced.close();
    }

    /** What is open now is what the guest was granted. */
    void setGranted() {
        granted = slots.clone();
    }

    /** Whether exactly that is open which the guest was granted. */
    boolean isAsGranted() {
        return Arrays.equals(slots, 0, granted.length, granted, 0, granted.length)
                && Arrays.stream(slots).skip(granted.length).allMatch(slot -> slot == null);
    }

    /** The open descriptors; for walking only. */
    Iterable<Descriptor> all() {
        return Arrays.stream(slots).filter(slot -> slot != null).toList();
    }

    /** Closes all, and goes on if one fails. */
    @Override
    public void close() throws IOException {
        IOException first = null;
        for (int i = 0; i < slots.length; i++) {
            var descriptor = slots[i];
            slots[i] = null;
            try {
                if (descriptor != null) {
                    descriptor.close();
                }
            } catch (IOException e) {
                first = first == null ? e : first;
            }
        }
        open = 0;
        if (first != null) {
            throw first;
        }
    }
}
