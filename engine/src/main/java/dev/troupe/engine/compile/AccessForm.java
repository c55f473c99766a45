package dev.troupe.engine.compile;

import dev.troupe.engine.module.AddressType;
import dev.troupe.engine.runtime.MemoryForm;

/**
 * How plain loads and stores reach one memory.
 *
 * @param owner the class with a method per instruction
 * @param address the address's descriptor
 * @param offset the static offset's descriptor
 * @param contents the descriptor of what holds the bytes
 * @param length the descriptor of how many of them are the memory's, behind the contents; empty if all are
 * @param zeroOffset whether an offset of zero is passed too
 * @param maxOffset beyond this (unsigned) every access is out of bounds
 */
record AccessForm(String owner, String address, String offset, String contents, String length, boolean zeroOffset, long maxOffset) {
    private static final String BYTES = "[B";
    private static final String SEGMENT = "Ljava/lang/foreign/MemorySegment;";

    private static final AccessForm ARRAY = new AccessForm(Names.MEMORY_ACCESS, "I", "I", BYTES, "", false, Integer.MAX_VALUE);
    private static final AccessForm ROOMY = new AccessForm(Names.ROOMY_ACCESS, "I", "I", BYTES, "I", true, Integer.MAX_VALUE);
    private static final AccessForm OFF_HEAP = new AccessForm(Names.SEGMENT_ACCESS, "I", "J", SEGMENT, "", true, Long.MAX_VALUE);
    private static final AccessForm OFF_HEAP_64 = new AccessForm(Names.SEGMENT_ACCESS, "J", "J", SEGMENT, "", true, Long.MAX_VALUE);

    static AccessForm of(MemoryForm form, AddressType addressType) {
        return switch (form) {
            case ARRAY -> ARRAY;
            case ROOMY -> ROOMY;
            case SEGMENT, SHARED -> addressType == AddressType.I64 ? OFF_HEAP_64 : OFF_HEAP;
        };
    }

    boolean wide() {
        return address.equals("J");
    }

    boolean isArray() {
        return contents.equals(BYTES);
    }

    boolean hasLength() {
        return !length.isEmpty();
    }

    /** Whether an access needs no more than the array and its view. */
    boolean hasView() {
        return isArray() && !hasLength();
    }

    /** The field of {@code Memory} that holds the contents. */
    String field() {
        return isArray() ? "bytes" : "segment";
    }

    /** The verification type of {@link #contents}. */
    String frameType() {
        return isArray() ? BYTES : contents.substring(1, contents.length() - 1);
    }

    void pushOffset(long value, Code code) {
        if (value == 0 && !zeroOffset) {
            return;
        }
        if (offset.equals("I")) {
            code.pushInt((int) value);
        } else {
            code.pushLong(value);
        }
    }

    /** Whether accesses have a form for addresses that are known not to be negative, which the first access with an address shows. */
    boolean knowsAddresses() {
        return isArray();
    }

    /** Whether an access uses that form; without an offset no sum can wrap around. */
    boolean needsNoSign(boolean known, long offsetValue) {
        return knowsAddresses() && (known || zeroOffset && offsetValue == 0);
    }

    /** The descriptor of that form, with the offset behind the contents. */
    String knownDescriptor(Kind stored, Kind loaded) {
        return "(" + address + (stored == null ? "" : stored.descriptor) + contents + length + offset + ")"
                + (loaded == null ? "V" : loaded.descriptor);
    }

    /** The descriptor of an access's method. */
    String descriptor(Kind stored, Kind loaded, long offsetValue) {
        return "(" + address + (stored == null ? "" : stored.descriptor) + (offsetValue == 0 && !zeroOffset ? "" : offset)
                + contents + length + ")" + (loaded == null ? "V" : loaded.descriptor);
    }
}
