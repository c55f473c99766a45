package dev.troupe.engine.compile.outline;

import java.util.ArrayList;
import java.util.List;

/** Steps of one {@link Sequence} that belong together, with the blocks in them. */
final class Statement {
    final int start;
    int end;
    int size;
    /** Whether it begins and ends with nothing on the operand stack. */
    boolean whole;

    /** Whether it holds a switch. In an interpreter's loop all opcodes go through it, so it stays where it is. */
    boolean dispatches;

    final Effects effects;
    /** Of most there are none. */
    private List<Region> regions = List.of();
    /** What the region of most parameters takes, those inside others included. */
    int mostParameters;
    /** Null if nothing is done lane by lane. */
    final LaneWork lanes;

    Statement(int start, boolean whole, int locals, boolean lanes) {
        this.start = start;
        this.whole = whole;
        effects = new Effects(locals);
        this.lanes = lanes ? new LaneWork() : null;
    }

    List<Region> regions() {
        return regions;
    }

    /** Adds the regions that are in another. */
    void addRegions(Statement other) {
        add(other.regions);
        mostParameters = Math.max(mostParameters, other.mostParameters);
    }

    /** Adds regions that are in it. */
    void add(List<Region> inner) {
        if (!inner.isEmpty()) {
            if (regions.isEmpty()) {
                regions = new ArrayList<>();
            }
            regions.addAll(inner);
        }
    }

    /** Adds a step's share. */
    void add(Tape tape, int step) {
        size += tape.sizes[step + 1] - tape.sizes[step];
        if (lanes != null) {
            lanes.add(tape.laneSizes[step], tape.laneOperations[step]);
        }
    }
}
