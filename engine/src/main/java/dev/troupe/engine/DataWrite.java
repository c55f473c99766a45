package dev.troupe.engine;

import dev.troupe.engine.module.DataSegment;
import dev.troupe.engine.module.SegmentMode;
import dev.troupe.engine.module.Slice;
import dev.troupe.engine.runtime.ModuleInstance;
import dev.troupe.engine.validate.ModuleContext;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Bytes that instantiation writes to a memory: an active data segment, or several small ones with the zeros between them. Immutable. */
record DataWrite(int memory, Constant offset, Slice bytes) {
    /** Go's linker leaves out eight zeros and makes a segment of what follows: a compiler of 14 MB has a hundred thousand. */
    private static final int GAP = 64;
    /** Larger segments are not copied to be written with others. */
    private static final int SMALL = 1 << 12;

    /** The writes of a module's active data segments, in their order. */
    static List<DataWrite> of(ModuleContext context) {
        return new Joining(context).writes();
    }

    void in(ModuleInstance instance) {
        instance.memories[memory].write(address(offset.in(instance)), bytes.bytes(), bytes.start(), bytes.length());
    }

    /** An i32 or i64 as unsigned. */
    static long address(Object value) {
        return value instanceof Integer number ? Integer.toUnsignedLong(number) : (Long) value;
    }

    /** Segments on their way to becoming writes. */
    private static final class Joining {
        private final ModuleContext context;
        private final List<DataWrite> writes = new ArrayList<>();
        /** For each memory the ranges that are written, by their starts, elsewhere it is zero; null if that is not known. */
        private final List<NavigableMap<Long, Long>> written = new ArrayList<>();
        /** What the next segment may join; null if it may not. */
        private DataWrite last;
        private long lastStart;
        private long lastEnd;
        /** The bytes of {@code last} and of what has joined it; null if nothing has. */
        private ByteArrayOutputStream joined;

        Joining(ModuleContext context) {
            this.context = context;
            for (int i = 0; i < context.memoryCount(); i++) {
                written.add(new TreeMap<>());
            }
        }

        List<DataWrite> writes() {
            for (var segment : context.module().dataSegments()) {
                add(segment);
            }
            flush();
            return List.copyOf(writes);
        }

        private void add(DataSegment segment) {
            if (!(segment.mode() instanceof SegmentMode.Active active)) {
                return;
            }
            var write = new DataWrite(active.target(), Constant.of(active.offset()), segment.bytes());
            long start = startInside(write);
            boolean isSmall = write.bytes.length() <= SMALL;
            if (start < 0) {
                // It may trap, which must find the segments before it written.
                flush();
                writes.add(write);
                written.set(write.memory, null);
            } else {
                if (isSmall && last != null && last.memory == write.memory && isZeroGap(lastEnd, start, written.get(write.memory))) {
                    join(write, (int) (start - lastEnd));
                } else {
                    flush();
                    last = write;
                    lastStart = start;
                }
                lastEnd = start + write.bytes.length();
                note(start);
            }
            if (!isSmall) {
                flush();
            }
        }

        /** Whether what is between two addresses is small, and nothing has been written there. */
        private static boolean isZeroGap(long from, long to, NavigableMap<Long, Long> written) {
            return written != null && from <= to && to - from <= GAP && (from == to || written.lowerEntry(to).getValue() <= from);
        }

        /** Adds what {@code last} has got to the ranges, which must not overlap, or else gaps could not be found so. */
        private void note(long start) {
            var ranges = written.get(last.memory);
            if (ranges == null) {
                return;
            }
            var before = ranges.floorEntry(start);
            var after = ranges.higherKey(start);
            if (before != null && before.getValue() > start || after != null && after < lastEnd) {
                written.set(last.memory, null);
            } else {
                ranges.put(lastStart, lastEnd);
            }
        }

        /** Where a segment begins if it certainly fits into a memory of the module, else -1. */
        private long startInside(DataWrite write) {
            if (write.memory < context.module().importedMemories() || !(write.offset instanceof Constant.Value offset)) {
                return -1;
            }
            var type = context.memory(write.memory);
            long start = address(offset.value());
            long room = (type.limits().min() << type.pageSizeLog2()) - write.bytes.length();
            return start >= 0 && start <= room ? start : -1;
        }

        private void join(DataWrite write, int zeros) {
            if (joined == null) {
                joined = new ByteArrayOutputStream();
                joined.write(last.bytes.bytes(), last.bytes.start(), last.bytes.length());
            }
            for (int i = 0; i < zeros; i++) {
                joined.write(0);
            }
            joined.write(write.bytes.bytes(), write.bytes.start(), write.bytes.length());
        }

        private void flush() {
            if (last != null) {
                writes.add(joined == null ? last : new DataWrite(last.memory, last.offset, Slice.of(joined.toByteArray())));
            }
            last = null;
            joined = null;
        }
    }
}
