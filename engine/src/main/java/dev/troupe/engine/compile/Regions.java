package dev.troupe.engine.compile;

import dev.troupe.engine.compile.outline.Region;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;

/** The calling side of a {@link Region}: pushes what it takes, takes back what it changed, goes where it left to. */
final class Regions {
    /** So many ways that lead on out of this method are not told apart. */
    private static final int MANY_WAYS_ON = 256;

    /** So many ways are told apart by comparing. */
    private static final int FEW_WAYS = 4;

    private final Body body;
    private final Code code;
    private final Control control;
    private final TailCalls tailCalls;

    Regions(Body body, Control control, TailCalls tailCalls) {
        this.body = body;
        this.code = body.code;
        this.control = control;
        this.tailCalls = tailCalls;
    }

    static String descriptor(Region region, Kind[] kinds, SharedLocals shared) {
        var text = new StringBuilder("(");
        if (shared == null) {
            for (int local : region.ins()) {
                text.append(kinds[local].descriptor);
            }
        } else {
            text.append(Names.descriptor(shared.className()));
        }
        return text.append(Names.descriptor(Names.INSTANCE))
                .append(')')
                .append(RegionExits.returnDescriptor(region, kinds, shared))
                .toString();
    }

    void call(Region region, String owner, String name) {
        if (region.lanes()) {
            new LaneCalls(body, region).emit(owner, name);
            return;
        }
        var kinds = body.localKinds;
        if (body.shared == null) {
            for (int local : region.ins()) {
                code.load(kinds[local], body.localSlots[local]);
            }
        } else {
            code.loadShared();
        }
        body.pushInstance();
        var start = body.fuel.beforeCall();
        code.invokeStatic(owner, name, descriptor(region, kinds, body.shared));
        body.fuel.afterCall(start);
        body.addresses.clear();
        if (region.calls()) {
            body.memoryMayHaveGrown();
        }
        if (region.ways() == 0) {
            // It always traps or throws; the JVM wants to see that nothing follows.
            code.ops(Opcodes.ACONST_NULL, Opcodes.ATHROW);
            body.reachable = false;
            return;
        }
        if (region.ways() == 2 && body.shared != null && region.exits()[region.exits().length - 1] <= control.functionLabel()) {
            // Nothing is done before the way is asked for, so it needs no variable.
            oneOfTwo(region, body.memoryCached, region.exits().length);
            return;
        }
        int way = -1;
        if (RegionExits.returnsWay(region)) {
            way = body.slots.temporary(body.stack.height(), Kind.I32);
            code.store(Kind.I32, way);
        }
        int exits = region.exits().length;
        int beyond;
        while (exits > 0 && (beyond = region.exits()[exits - 1] - control.functionLabel()) > 0) {
            exits--;
            leaveBeyond(region, way, exits + (region.fallsThrough() ? 1 : 0), beyond);
        }
        if (body.reachable && body.shared == null) {
            takeBack(region);
        }
        exits -= leadOn(region, way, exits);
        if (exits + (region.fallsThrough() ? 1 : 0) > 1) {
            dispatch(region, way, exits);
        } else if (exits == 1) {
            exit(region, 0);
        }
    }

    /** Goes on with a tail call if the region was left by the last of so many ways and one. */
    private void leaveBeyond(Region region, int way, int others, int beyond) {
        if (others == 0) {
            tailCalls.leaveBeyond(beyond);
            body.reachable = false;
            return;
        }
        var other = new Label();
        code.load(Kind.I32, way);
        code.pushInt(others);
        code.jump(Opcodes.IF_ICMPNE, other);
        tailCalls.leaveBeyond(beyond);
        // The variable is read again.
        body.stack.pushTemporary(Kind.I32, way);
        body.innerLabel(other);
        body.stack.drop(1);
    }

    /**
     * Leaves this method, too, by all those of the region's exits that lead on out of it, if they are very many and in its own order: who
     * tells them apart in each of many methods around one another writes as much as the square of them.
     *
     * @return how many of the exits are done with, the last ones
     */
    private int leadOn(Region region, int way, int exits) {
        int first = Arrays.binarySearch(region.exits(), 0, exits, control.depth());
        first = first < 0 ? -1 - first : first;
        int count = exits - first;
        if (control.exits() == null || count < MANY_WAYS_ON || !control.exits().areInOrder(region.exits(), first, exits, control.depth())) {
            return 0;
        }
        int number = first + (region.fallsThrough() ? 1 : 0);
        var other = new Label();
        if (number > 0) {
            code.load(Kind.I32, way);
            code.pushInt(number);
            code.jump(Opcodes.IF_ICMPLT, other);
        }
        code.load(Kind.I32, way);
        code.pushInt(control.exits().way(control.target(region.exits()[first])) - number);
        code.op(Opcodes.IADD);
        control.exits().leaveCalculated();
        if (number > 0) {
            // The variable is read again.
            body.stack.pushTemporary(Kind.I32, way);
            body.innerLabel(other);
            body.stack.drop(1);
        } else {
            body.reachable = false;
        }
        return count;
    }

    private void takeBack(Region region) {
        var kinds = body.localKinds;
        int returned = RegionExits.returnedLocal(region, kinds, null);
        if (returned >= 0) {
            code.store(kinds[returned], body.localSlots[returned]);
        }
        int position = 1;
        for (int local : region.outs()) {
            var kind = kinds[local];
            int slot = body.localSlots[local];
            if (kind == Kind.V128) {
                Results.get(position++, Kind.I64, code, body::pushStore);
                code.store(Kind.I64, slot);
                Results.get(position++, Kind.I64, code, body::pushStore);
                code.store(Kind.I64, slot + 2);
            } else {
                if (local != returned) {
                    Results.get(position, kind, code, body::pushStore);
                    code.store(kind, slot);
                }
                position++;
            }
        }
    }

    /** @param exits how many of the region's exits there are to tell apart, and the end if it is reached */
    private void dispatch(Region region, int way, int exits) {
        int first = region.fallsThrough() ? 1 : 0;
        boolean cached = body.memoryCached;
        if (first + exits == 2) {
            code.load(Kind.I32, way);
            oneOfTwo(region, cached, exits);
            return;
        }
        var labels = new Label[first + exits];
        var isDirect = new boolean[first + exits];
        for (int i = 0; i < labels.length; i++) {
            var direct = i < first ? null : control.direct(region.exits()[i - first]);
            isDirect[i] = direct != null;
            labels[i] = isDirect[i] ? direct : new Label();
        }
        var ways = calculated(region, labels, first, exits);
        if (labels.length <= FEW_WAYS && ways.isEmpty()) {
            compare(way, labels);
        } else {
            code.load(Kind.I32, way);
            LargeSwitch.emit(body, way, labels, labels[0], ways, () -> control.exits().leaveCalculated());
        }
        body.reachable = false;
        for (int i = labels.length - 1; i >= first; i--) {
            if (!isDirect[i] && !ways.containsKey(labels[i])) {
                alternative(labels[i], cached);
                exit(region, i - first);
            }
        }
        if (first == 1) {
            alternative(labels[0], cached);
        }
    }

    /** Goes the way whose number is in a variable by comparing it, which takes half the bytes of a switch; the JVM's stack is empty. */
    private void compare(int way, Label[] labels) {
        code.load(Kind.I32, way);
        code.jump(Opcodes.IFEQ, labels[0]);
        for (int i = 1; i < labels.length - 1; i++) {
            code.load(Kind.I32, way);
            code.pushInt(i);
            code.jump(Opcodes.IF_ICMPEQ, labels[i]);
        }
        code.jump(Opcodes.GOTO, labels[labels.length - 1]);
    }

    /**
     * Goes the way whose number is on the JVM's stack.
     *
     * @param exits how many of the region's exits there are to tell apart
     */
    private void oneOfTwo(Region region, boolean cached, int exits) {
        var second = control.direct(region.exits()[exits - 1]);
        if (second != null) {
            code.jump(Opcodes.IFNE, second);
        } else {
            var first = new Label();
            code.jump(Opcodes.IFEQ, first);
            exit(region, exits - 1);
            alternative(first, cached);
        }
        if (!region.fallsThrough()) {
            exit(region, 0);
        }
    }

    /** The exits that only lead on out of this method, by the labels that stand for them, if they are many. */
    private Map<Label, Integer> calculated(Region region, Label[] labels, int first, int exits) {
        var ways = new HashMap<Label, Integer>();
        for (int i = 0; i < exits; i++) {
            var target = control.target(region.exits()[i]);
            if (target.form == Block.Form.EXIT && target.results.length == 0) {
                ways.put(labels[first + i], control.exits().way(target));
            }
        }
        return LargeSwitch.worthCalculating(ways.size()) ? ways : Map.of();
    }

    private void alternative(Label label, boolean cached) {
        body.reachable = true;
        body.memoryCached = cached;
        body.innerLabel(label);
    }

    private void exit(Region region, int index) {
        int height = body.stack.height();
        int label = region.exits()[index];
        var values = control.target(label).labelTypes();
        int position = RegionExits.valuePosition(region, body.localKinds, body.shared);
        for (var kind : values) {
            Results.get(position++, kind == Kind.V128 ? Kind.I64 : kind, code, body::pushStore);
            if (kind == Kind.V128) {
                Results.get(position++, Kind.I64, code, body::pushStore);
            }
        }
        body.stack.pushResults(values);
        control.leave(control.target(label));
        body.reachable = false;
        body.stack.truncate(height);
    }
}
