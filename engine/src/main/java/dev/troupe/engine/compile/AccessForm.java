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
 * @param zeroOffset whether an offset of zero is passed too
 * @param maxOffset beyond this (unsigned) every access is out of bounds
 */
record AccessForm(String owner, String address, String offset, String contents, boolean zeroOffset, long maxOffset) {
    private static final String BYTES = "[B";
    private static final String SEGMENT = "Ljava/lang/foreign/MemorySegment;";

    private static final AccessForm ARRAY = new AccessForm(Names.MEMORY_ACCESS, "I", "I", BYTES, false, Integer.MAX_VALUE);
    private static final AccessForm OFF_HEAP = new AccessForm(Names.SEGMENT_ACCESS, "I", "J", SEGMENT, true, Long.MAX_VALUE);
    private static final AccessForm OFF_HEAP_64 = new AccessForm(Names.SEGMENT_ACCESS, "J", "J", SEGMENT, true, Long.MAX_VALUE);

    static AccessForm of(MemoryForm form, AddressType addressType) {
        if (form == MemoryForm.ARRAY) {
            return ARRAY;
        }
        return addressType == AddressType.I64 ? OFF_HEAP_64 : OFF_HEAP;
    }

    boolean wide() {
        return address.equals("J");
    }

    /** The field of {@code Memory} that holds the contents. */
    String field() {
        return contents.equals(BYTES) ? "bytes" : "segment";
    }

    /** The verification type of {@link #contents}. */
    String frameType() {
        return contents.equals(BYTES) ? BYTES : contents.substring(1, contents.length() - 1);
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

    /** Whether accesses have a form for addresses that are known not to be negative. */
    boolean knowsAddresses() {
        return contents.equals(BYTES);
    }

    /** The descriptor of that form, with the offset behind the array. */
    String knownDescriptor(Kind stored, Kind loaded) {
        return "(" + address + (stored == null ? "" : stored.descriptor) + contents + offset + ")"
                + (loaded == null ? "V" : loaded.descriptor);
    }

    /** The descriptor of an access's method. */
    String descriptor(Kind stored, Kind loaded, long offsetValue) {
        return "(" + address + (stored == null ? "" : stored.descriptor) + (offsetValue == 0 && !zeroOffset ? "" : offset) + contents + ")"
                + (loaded == null ? "V" : loaded.descriptor);
    }
}
