package dev.troupe.engine.validate;

import dev.troupe.engine.module.AddressType;
import dev.troupe.engine.module.Feature;
import dev.troupe.engine.module.Opcode;
import dev.troupe.engine.module.ValType;

/** Memory instructions (spec 3.4.9), and the lanes of vector instructions. */
final class MemoryRules {
    private static final int HAS_INDEX = 0x40;
    private static final int SHUFFLE_LANES = 32;

    private final Body body;
    private final Lookup lookup;

    MemoryRules(Body body, Lookup lookup) {
        this.body = body;
        this.lookup = lookup;
    }

    /** A load, store or atomic access, with a lane or without. */
    void access(Opcode opcode, boolean hasLane) {
        var in = body.in;
        int flags = in.readU32();
        int index = (flags & HAS_INDEX) != 0 ? in.readU32() : 0;
        int alignment = flags & ~HAS_INDEX;
        long offset = in.readU64();
        var memory = lookup.memory(index);
        if (alignment > opcode.naturalAlignment()) {
            throw body.fail("alignment must not be larger than natural: 2^" + alignment + " for an access of 2^" + opcode.naturalAlignment()
                    + " bytes");
        }
        if (opcode.feature() == Feature.THREADS && alignment != opcode.naturalAlignment()) {
            throw body.fail(
                    "alignment must be natural: 2^" + alignment + " for an atomic access of 2^" + opcode.naturalAlignment() + " bytes");
        }
        if (memory.addressType() == AddressType.I32 && offset >>> 32 != 0) {
            throw body.fail("offset out of range: " + Long.toUnsignedString(offset));
        }
        var signature = Signatures.of(opcode);
        body.pop(signature.params);
        body.pop(memory.addressType().valType());
        if (hasLane) {
            body.out.memoryAccessLane(opcode, index, offset, alignment, lane(opcode));
        } else {
            body.out.memoryAccess(opcode, index, offset, alignment);
        }
        body.push(signature.results);
    }

    private int lane(Opcode opcode) {
        int lane = body.in.readByte();
        if (lane >= Signatures.of(opcode).lanes) {
            throw body.fail("invalid lane index " + lane);
        }
        return lane;
    }

    void vectorLane(Opcode opcode) {
        int lane = lane(opcode);
        body.pop(Signatures.of(opcode).params);
        body.out.lane(opcode, lane);
        body.push(Signatures.of(opcode).results);
    }

    void shuffle() {
        long low = body.in.readI64Bits();
        long high = body.in.readI64Bits();
        for (int shift = 0; shift < 64; shift += 8) {
            if ((low >>> shift & 0xFF) >= SHUFFLE_LANES || (high >>> shift & 0xFF) >= SHUFFLE_LANES) {
                throw body.fail("invalid lane index");
            }
        }
        body.pop(Signatures.of(Opcode.I8X16_SHUFFLE).params);
        body.out.shuffle(low, high);
        body.push(ValType.V128);
    }

    void atomicFence() {
        body.in.readByte();
        body.out.atomicFence();
    }

    void size(int index) {
        var address = lookup.memoryAddress(index);
        body.out.memorySize(index);
        body.push(address);
    }

    void grow(int index) {
        var address = lookup.memoryAddress(index);
        body.pop(address);
        body.out.memoryGrow(index);
        body.push(address);
    }

    void fill(int index) {
        var address = lookup.memoryAddress(index);
        body.pop(address);
        body.pop(ValType.I32);
        body.pop(address);
        body.out.memoryFill(index);
    }

    void copy(int destination, int source) {
        var to = lookup.memory(destination).addressType();
        var from = lookup.memory(source).addressType();
        body.pop(Lookup.smaller(to, from));
        body.pop(from.valType());
        body.pop(to.valType());
        body.out.memoryCopy(destination, source);
    }

    void init(int data, int index) {
        var address = lookup.memoryAddress(index);
        lookup.data(data);
        body.pop(ValType.I32);
        body.pop(ValType.I32);
        body.pop(address);
        body.out.memoryInit(data, index);
    }

    void dataDrop(int data) {
        lookup.data(data);
        body.out.dataDrop(data);
    }
}
