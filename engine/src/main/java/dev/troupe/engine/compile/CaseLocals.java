package dev.troupe.engine.compile;

import dev.troupe.engine.module.Opcode;
import dev.troupe.engine.module.Slice;
import dev.troupe.engine.module.ValType;
import dev.troupe.engine.validate.Contents;
import dev.troupe.engine.validate.FunctionValidator;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The locals from which several cases of a switch compute the same: an interpreter's stack pointer, from which most of its handlers
 * compute the address of the topmost value. C2 makes one node of equal computations and schedules it before the switch, so that
 * every dispatch computes the operands of all handlers, in more registers than there are. V8 splits such nodes again; C2 does when
 * it cannot see that they are equal ({@link BranchTables}).
 *
 * <p>What follows the end of a block that a case branches to is that case's code, up to the next such end. Only computations that are
 * plain to see count, those of a local and a constant.
 */
final class CaseLocals extends LoopVisitor {
    /** Different labels of a switch that is looked at. */
    static final int MIN_CASES = 8;
    /** Entries of a switch that is looked at: each takes some bytes for each local. */
    static final int MAX_ENTRIES = 64;
    /** Larger ones would be a deeply nested switch, or bytes that only look like one. */
    private static final int LIKELY_LABEL = 2 * MAX_ENTRIES - 32;

    private static final int BR_TABLE = 0x0E;

    /** So many different computations have to be in several cases each. */
    private static final int MIN_SHARED = 3;

    /** What a case computes from a local and a constant. */
    private record Computation(int local, Opcode opcode, long constant) {}

    /** How often a computation was found, in different cases; the last of them. */
    private record Uses(int cases, int last) {}

    private static final class Switch {
        /** How many blocks are around the outermost of those that it branches to. */
        int outside;

        int cases;
        final Map<Computation, Uses> computations = new HashMap<>();
    }

    private static final class Block {
        /** The switch that has it as a case, or null. */
        Switch target;

        final boolean inLoop;

        Block(boolean inLoop) {
            this.inLoop = inLoop;
        }
    }

    private final List<Switch> switches = new ArrayList<>();
    private final Deque<Block> blocks = new ArrayDeque<>();
    /** Whose case's code this is, or null. */
    private Switch current;

    private final boolean[] written;
    /** Counts instructions. */
    private int time;

    /** The local read last, and when. */
    private int local;

    private int localRead = -2;
    /** The constant last pushed on top of a local. */
    private int constant;

    private int constantPushed = -2;

    private CaseLocals(int locals) {
        written = new boolean[locals];
    }

    /**
     * Analyses a body.
     *
     * @return for each of its switches, in order, the local that its cases should see as one of their own, -1 for none; null if there
     *     is no such switch at all
     */
    static int[] of(FunctionValidator validator, int function, Slice body, Contents contents, int locals) {
        if (!contents.has(Contents.Kind.LOOP) || !contents.has(Contents.Kind.SWITCH)
                || !hasSwitch(body.bytes(), body.start(), body.end())) {
            return null;
        }
        var found = new CaseLocals(locals);
        validator.validate(function, found);
        return found.switches.stream().mapToInt(CaseLocals::shared).toArray();
    }

    /** Whether there can be a switch to look at. */
    private static boolean hasSwitch(byte[] bytes, int start, int end) {
        for (int at = start; at < end - MIN_CASES; at++) {
            if (bytes[at] == BR_TABLE && bytes[at + 1] >= MIN_CASES - 1 && bytes[at + 1] <= MAX_ENTRIES) {
                int labels = Math.min(bytes[at + 1] + 1, end - at - 2);
                long seen = 0;
                boolean likely = true;
                for (int i = 0; likely && i < labels; i++) {
                    int label = bytes[at + 2 + i];
                    seen |= 1L << label;
                    likely = label >= 0 && label <= LIKELY_LABEL;
                }
                if (likely && Long.bitCount(seen) >= MIN_CASES) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The local of which most is computed in several cases; -1 if that is not much, or the switch was not looked at. */
    private static int shared(Switch cases) {
        var counts = new HashMap<Integer, Integer>();
        if (cases != null) {
            cases.computations.forEach((computation, uses) -> {
                if (uses.cases > 1) {
                    counts.merge(computation.local, 1, Integer::sum);
                }
            });
        }
        return counts.entrySet().stream()
                .filter(entry -> entry.getValue() >= MIN_SHARED)
                .max(Map.Entry.<Integer, Integer>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
                .map(Map.Entry::getKey)
                .orElse(-1);
    }

    @Override
    public void position(int offset) {
        time++;
    }

    @Override
    void open(boolean loop) {
        blocks.push(new Block(loop || inLoop()));
    }

    private boolean inLoop() {
        return !blocks.isEmpty() && blocks.peek().inLoop;
    }

    @Override
    public void end() {
        if (blocks.isEmpty()) {
            return;
        }
        var target = blocks.pop().target;
        if (target != null) {
            current = target;
            current.cases++;
            Arrays.fill(written, false);
        } else if (current != null && blocks.size() < current.outside) {
            current = null;
        }
    }

    @Override
    public void brTable(int[] labels, int defaultLabel) {
        int[] targets = IntStream.concat(IntStream.of(labels), IntStream.of(defaultLabel)).distinct().toArray();
        if (targets.length < MIN_CASES || labels.length > MAX_ENTRIES || !inLoop()) {
            switches.add(null);
            return;
        }
        var here = new Switch();
        switches.add(here);
        int outermost = Arrays.stream(targets).filter(label -> label < blocks.size()).max().orElse(0);
        here.outside = blocks.size() - 1 - outermost;
        int depth = 0;
        for (var block : blocks) {
            int label = depth++;
            if (Arrays.stream(targets).anyMatch(target -> target == label)) {
                block.target = here;
            }
        }
    }

    @Override
    public void localGet(int index, ValType type) {
        if (type == ValType.I32 && !written[index]) {
            local = index;
            localRead = time;
        }
    }

    @Override
    public void localSet(int index, ValType type) {
        written[index] = true;
    }

    @Override
    public void localTee(int index, ValType type) {
        written[index] = true;
    }

    @Override
    public void i32Const(int value) {
        if (localRead == time - 1) {
            constant = value;
            constantPushed = time;
        }
    }

    @Override
    public void plain(Opcode opcode) {
        if (constantPushed == time - 1) {
            computed(opcode, constant);
        }
    }

    @Override
    public void memoryAccess(Opcode opcode, int memory, long offset, int alignment) {
        if (localRead == time - 1 && offset != 0) {
            computed(Opcode.I32_ADD, offset);
        }
    }

    private void computed(Opcode opcode, long with) {
        if (current != null) {
            int now = current.cases;
            current.computations.merge(new Computation(local, opcode, with), new Uses(1, now),
                    (known, one) -> known.last == now ? known : new Uses(known.cases + 1, now));
        }
    }
}
