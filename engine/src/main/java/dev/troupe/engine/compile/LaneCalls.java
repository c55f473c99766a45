package dev.troupe.engine.compile;

import dev.troupe.engine.compile.outline.Region;

/**
 * The calling side of a {@link Region} that does one lane of all vectors: takes the vectors that go in apart, calls for each lane, and
 * puts what comes out together. Each call does everything else, too, and comes to the same.
 */
final class LaneCalls {
    static final int LANES = 4;

    private final Body body;
    private final Code code;
    private final Region region;
    private final Kind[] kinds;
    /** The kinds of the locals where one lane of each vector is an int. */
    private final Kind[] laneKinds;

    LaneCalls(Body body, Region region) {
        this.body = body;
        code = body.code;
        this.region = region;
        kinds = body.localKinds;
        laneKinds = LaneWise.kinds(kinds);
    }

    /** The region's method takes locals, and behind them the place of the lane in bytes. */
    static String descriptor(Region region, Kind[] laneKinds) {
        var text = new StringBuilder("(");
        for (int local : region.ins()) {
            text.append(laneKinds[local].descriptor);
        }
        return text.append('I')
                .append(Names.descriptor(Names.INSTANCE))
                .append(')')
                .append(RegionExits.returnDescriptor(region, laneKinds, null))
                .toString();
    }

    void emit(String owner, String name) {
        var slots = new int[region.outs().length];
        for (int i = 0; i < slots.length; i++) {
            slots[i] = kinds[region.outs()[i]] == Kind.V128 ? body.slots.scratch(Kind.I32X4) : -1;
        }
        for (int lane = 0; lane < LANES; lane++) {
            for (int local : region.ins()) {
                load(local, lane);
            }
            code.pushInt(lane * 4);
            body.pushInstance();
            code.invokeStatic(owner, name, descriptor(region, laneKinds));
            takeBack(slots, lane);
        }
        for (int i = 0; i < slots.length; i++) {
            if (slots[i] >= 0) {
                VectorParts.loadHalf(Kind.I32X4, slots[i], 0, code);
                VectorParts.loadHalf(Kind.I32X4, slots[i], 1, code);
                code.store(Kind.V128, body.localSlots[region.outs()[i]]);
            }
        }
        body.addresses.clear();
    }

    private void load(int local, int lane) {
        if (kinds[local] == Kind.V128) {
            code.loadHalf(body.localSlots[local], lane / 2);
            VectorParts.ofHalf(Kind.I32X4, lane, code);
        } else {
            code.load(kinds[local], body.localSlots[local]);
        }
    }

    /** Locals must not change before the last call has taken them. */
    private void takeBack(int[] slots, int lane) {
        int returned = RegionExits.returnedLocal(region, laneKinds, null);
        for (int i = 0; i < slots.length; i++) {
            int local = region.outs()[i];
            var kind = laneKinds[local];
            boolean wanted = slots[i] >= 0 || lane == LANES - 1;
            if (wanted && local != returned) {
                Results.get(i + 1, kind, code, body::pushStore);
            }
            if (wanted) {
                code.store(kind, slots[i] >= 0 ? slots[i] + lane : body.localSlots[local]);
            } else if (local == returned) {
                code.pop(kind);
            }
        }
    }
}
