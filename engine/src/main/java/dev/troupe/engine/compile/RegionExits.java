package dev.troupe.engine.compile;

import dev.troupe.engine.compile.outline.Region;
import java.util.Arrays;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;

/**
 * How control leaves the method of a {@link Region}. Locals that the region changed go back in the store's result fields, and behind
 * them the values that the label takes. With one way out, the method returns the first changed local itself; with several, it returns
 * which way it was: 0 for its end if that can be reached, then the exits in order.
 */
final class RegionExits {
    private final Body body;
    private final Code code;
    private final Region region;
    private final Control outer;
    /** By exit, what the label takes. Who asked the methods around, each the next, would do so once more for each region in another. */
    private final Kind[][] exitTypes;

    private final int outerFunctionLabel;
    private final Label epilogue = new Label();
    private boolean used;

    RegionExits(Body body, Region region, Control outer) {
        this.body = body;
        this.code = body.code;
        this.region = region;
        this.outer = outer;
        exitTypes = new Kind[region.exits().length][];
        outer.labelTypes(region.exits(), exitTypes);
        outerFunctionLabel = outer.functionLabel();
    }

    /** The label that names the function in the method that calls the region. */
    int outerFunctionLabel() {
        return outerFunctionLabel;
    }

    static boolean returnsWay(Region region) {
        return region.ways() > 1;
    }

    /** The local that the method returns, or -1. */
    static int returnedLocal(Region region, Kind[] kinds, SharedLocals shared) {
        return shared == null && region.ways() == 1 && region.outs().length > 0 && kinds[region.outs()[0]] != Kind.V128
                ? region.outs()[0]
                : -1;
    }

    static String returnDescriptor(Region region, Kind[] kinds, SharedLocals shared) {
        int local = returnedLocal(region, kinds, shared);
        return returnsWay(region) ? "I" : local >= 0 ? kinds[local].descriptor : "V";
    }

    /** The first result position behind the changed locals. */
    static int valuePosition(Region region, Kind[] kinds, SharedLocals shared) {
        if (shared != null) {
            return 1;
        }
        int position = 1;
        for (int local : region.outs()) {
            position += kinds[local] == Kind.V128 ? 2 : 1;
        }
        return position;
    }

    /** A label outside, as the region's branches see it. */
    Block target(int depth) {
        int exit = exit(depth);
        var block = new Block(Block.Form.EXIT, new Kind[0], exitTypes[exit], 0, 0);
        block.exit = exit;
        return block;
    }

    /**
     * What labels outside take.
     *
     * @param labels as this method's own code sees them, ascending
     * @param from the first that is asked for
     * @param to the one behind the last
     * @param inside how many blocks of the method are open
     * @param types takes the answers
     */
    void labelTypes(int[] labels, int from, int to, int inside, Kind[][] types) {
        int exit = 0;
        for (int i = from; i < to; i++) {
            while (region.exits()[exit] < labels[i] - inside) {
                exit++;
            }
            types[i] = exitTypes[exit];
        }
    }

    private int exit(int depth) {
        int exit = Arrays.binarySearch(region.exits(), depth);
        if (exit < 0) {
            throw new IllegalStateException("an exit that the outliner did not see");
        }
        return exit;
    }

    /** Leaves by an exit with the values at the top of the stack; entries stay good for code behind a conditional branch. */
    void leave(Block exit) {
        var stack = body.stack;
        var kinds = exit.results;
        if (kinds.length > 0) {
            stack.makePending(kinds.length);
            int position = valuePosition(region, body.localKinds, body.shared);
            Results.reserve(position + 2 * kinds.length, code, body::pushStore);
            for (int i = 0; i < kinds.length; i++) {
                int entry = stack.height() - kinds.length + i;
                if (kinds[i] == Kind.V128) {
                    Results.put(position++, Kind.I64, code, body::pushStore, () -> stack.loadHalf(entry, 0));
                    Results.put(position++, Kind.I64, code, body::pushStore, () -> stack.loadHalf(entry, 1));
                } else {
                    Results.put(position++, kinds[i], code, body::pushStore, () -> stack.load(entry));
                }
            }
        }
        stack.leaveWith(0);
        go(way(exit));
    }

    /**
     * Whether labels are exits without values that follow one another here.
     *
     * @param labels as this method's own code sees them, ascending; those from {@code from} to {@code to} are asked for
     * @param inside how many of its blocks are open
     */
    boolean areInOrder(int[] labels, int from, int to, int inside) {
        int exit = Arrays.binarySearch(region.exits(), labels[from] - inside);
        for (int i = from; i < to; i++, exit++) {
            if (exit < 0 || exit >= exitTypes.length || region.exits()[exit] != labels[i] - inside || exitTypes[exit].length > 0) {
                return false;
            }
        }
        return true;
    }

    /** Leaves at once for a label beyond the function: nobody reads locals any more, and arguments are where they would go. */
    void leaveBeyond(int beyond) {
        body.fuel.save();
        if (returnsWay(region)) {
            int exit = Arrays.binarySearch(region.exits(), outerFunctionLabel + beyond);
            code.pushInt(exit + (region.fallsThrough() ? 1 : 0));
            code.op(Opcodes.IRETURN);
        } else {
            code.op(Opcodes.RETURN);
        }
    }

    /** The number of a way out. */
    int way(Block exit) {
        return exit.exit + (region.fallsThrough() ? 1 : 0);
    }

    /** Leaves by the way, one of several, whose number is on the JVM's stack alone, with no values. */
    void leaveCalculated() {
        returnOrJump();
    }

    private void go(int way) {
        if (returnsWay(region)) {
            code.pushInt(way);
        }
        returnOrJump();
    }

    /** What is on the JVM's stack, if anything, is the way. */
    private void returnOrJump() {
        if (hasEpilogue()) {
            code.jump(Opcodes.GOTO, epilogue);
            used = true;
        } else {
            code.op(returnsWay(region) ? Opcodes.IRETURN : Opcodes.RETURN);
        }
    }

    /** Whether something is done before the method returns. Where nothing is, an interpreter's loop of many ways out is a tenth smaller. */
    private boolean hasEpilogue() {
        if (body.shared == null || body.fuel.inVariable()) {
            return true;
        }
        for (int local : region.outs()) {
            if (body.localSlots[local] >= 0) {
                return true;
            }
        }
        return false;
    }

    /** Writes the end of the method. */
    void finish() {
        boolean way = returnsWay(region);
        if (body.reachable) {
            body.stack.leaveWith(0);
            if (way) {
                code.pushInt(0);
            }
        }
        body.stack.truncate(0);
        if (used) {
            body.forgetMemory();
            if (way) {
                body.label(epilogue, Opcodes.INTEGER);
            } else {
                body.label(epilogue);
            }
        } else if (!body.reachable) {
            return;
        }
        body.fuel.save();
        if (body.shared != null) {
            shareOuts();
            code.op(way ? Opcodes.IRETURN : Opcodes.RETURN);
            return;
        }
        int position = 1;
        int returned = returnedLocal(region, body.localKinds, body.shared);
        Results.reserve(valuePosition(region, body.localKinds, body.shared), code, body::pushStore);
        for (int local : region.outs()) {
            var kind = body.localKinds[local];
            int slot = body.localSlots[local];
            if (kind == Kind.V128) {
                Results.put(position++, Kind.I64, code, body::pushStore, () -> code.load(Kind.I64, slot));
                Results.put(position++, Kind.I64, code, body::pushStore, () -> code.load(Kind.I64, slot + 2));
            } else {
                if (local != returned) {
                    Results.put(position, kind, code, body::pushStore, () -> code.load(kind, slot));
                }
                position++;
            }
        }
        if (returned >= 0) {
            var kind = body.localKinds[returned];
            code.load(kind, body.localSlots[returned]);
            code.op(kind.ret);
        } else {
            code.op(way ? Opcodes.IRETURN : Opcodes.RETURN);
        }
    }

    private void shareOuts() {
        for (int local : region.outs()) {
            if (body.localSlots[local] >= 0) {
                code.load(body.localKinds[local], body.localSlots[local]);
                code.store(body.localKinds[local], SharedLocals.slot(local));
            }
        }
    }
}
