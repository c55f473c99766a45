package dev.troupe.engine.validate;

import dev.troupe.engine.module.BinaryReader;
import dev.troupe.engine.module.MalformedModuleException;
import dev.troupe.engine.module.ValType;
import java.util.ArrayList;
import java.util.Arrays;

/**
 * Cases of a {@code br_table} that only set locals to constants and all go on at the same place, as compilers write a switch that
 * chooses values:
 *
 * <pre>
 * block block block ... br_table 0 1 2 ...
 *   end i32.const 7 local.set 0 br 2
 *   end i32.const 4 local.set 0 br 1
 *   end i32.const 9 local.set 0
 * end
 * </pre>
 *
 * <p>Those of labels from 0 to {@code count - 1} are such cases; what is behind their ends is nothing else.
 *
 * @param locals what each case sets, in this order
 * @param values by local, then by label
 * @param join the label at which all go on, counted from the {@code br_table}
 */
public record ConstantCases(int[] locals, int[][] values, int join) {
    /** From so many cases on a table is better than a jump. */
    private static final int MIN_CASES = 16;
    /** As many as a table of the largest numbers in one string constant has room for. */
    private static final int MAX_ENTRIES = 1 << 13;
    /** More other targets than these are a switch of another kind. */
    private static final int MAX_OTHERS = 8;

    private static final int MAX_LOCALS = 4;

    private static final int END = 0x0B;
    private static final int BR = 0x0C;
    private static final int LOCAL_SET = 0x21;
    private static final int I32_CONST = 0x41;

    /** How many labels lead to such cases. */
    public int count() {
        return values[0].length;
    }

    /** The different labels of the table that lead elsewhere, ascending. */
    public int[] others(int[] labels, int defaultLabel) {
        var others = new int[labels.length + 1];
        int found = 0;
        for (int label : labels) {
            if (label >= count()) {
                others[found++] = label;
            }
        }
        if (defaultLabel >= count()) {
            others[found++] = defaultLabel;
        }
        return Arrays.stream(others, 0, found).sorted().distinct().toArray();
    }

    /**
     * Looks at what follows a {@code br_table}, which {@code body} has just read. Nothing there has been validated yet.
     *
     * @return null if there are no such cases, or too few
     */
    static ConstantCases ahead(Body body, int[] labels, int defaultLabel) {
        if (labels.length < MIN_CASES || labels.length > MAX_ENTRIES) {
            return null;
        }
        // The cases are read from the first label on, so that the others are found where they end.
        int furthest = 0;
        for (int label : labels) {
            if (label < body.depth() - 1 && isPlain(body.frame(label))) {
                furthest = Math.max(furthest, label);
            }
        }
        var in = body.in;
        int position = in.position();
        ConstantCases cases;
        try {
            cases = new Reading(body, furthest + 1).read();
        } catch (MalformedModuleException e) {
            // Whoever reads on will find it.
            return null;
        } finally {
            in.position(position);
        }
        if (cases == null || cases.others(labels, defaultLabel).length > MAX_OTHERS || defaultLabel < cases.count()) {
            return null;
        }
        return Arrays.stream(labels).filter(label -> label < cases.count()).distinct().count() < MIN_CASES ? null : cases;
    }

    private static boolean isPlain(Frame frame) {
        return frame.kind == Frame.Kind.BLOCK && frame.type.results().isEmpty();
    }

    /** Reads cases one after another. */
    private static final class Reading {
        private final Body body;
        private final BinaryReader in;
        private final int most;
        private int[] locals;
        private int join = -1;

        Reading(Body body, int most) {
            this.body = body;
            in = body.in;
            this.most = most;
        }

        ConstantCases read() {
            var cases = new ArrayList<int[]>();
            while (cases.size() < most && isPlain(body.frame(cases.size())) && cases.size() != join && in.peek() == END) {
                in.readByte();
                var one = readCase(cases.size());
                if (one == null) {
                    break;
                }
                cases.add(one);
            }
            if (cases.size() < MIN_CASES) {
                return null;
            }
            var values = new int[locals.length][cases.size()];
            for (int label = 0; label < cases.size(); label++) {
                for (int i = 0; i < locals.length; i++) {
                    values[i][label] = cases.get(label)[i];
                }
            }
            return new ConstantCases(locals, values, join);
        }

        /** The constants of a case's locals; null if it is another kind of case. */
        private int[] readCase(int label) {
            var set = new int[MAX_LOCALS];
            var constants = new int[MAX_LOCALS];
            int sets = 0;
            while (sets < MAX_LOCALS && in.peek() == I32_CONST) {
                in.readByte();
                constants[sets] = in.readS32();
                if (in.peek() != LOCAL_SET) {
                    return null;
                }
                in.readByte();
                set[sets] = in.readU32();
                if (!body.locals.isNear(set[sets]) || body.locals.type(set[sets]) != ValType.I32) {
                    return null;
                }
                sets++;
            }
            int target = target(label);
            if (sets == 0 || target < 0) {
                return null;
            }
            set = Arrays.copyOf(set, sets);
            if (join < 0) {
                join = target;
                locals = set;
            }
            return join == target && Arrays.equals(locals, set) ? Arrays.copyOf(constants, sets) : null;
        }

        /** Where a case goes on, counted from the {@code br_table}; -1 if that is no such place. */
        private int target(int label) {
            int next = in.peek();
            if (next == END) {
                // The last one falls through.
                return label + 1 < body.depth() && body.frame(label + 1).label().isEmpty() && isPlain(body.frame(label + 1))
                        ? label + 1
                        : -1;
            }
            if (next != BR) {
                return -1;
            }
            in.readByte();
            int depth = in.readU32();
            if (depth < 0 || depth >= body.depth() - label - 1) {
                return -1;
            }
            int target = label + 1 + depth;
            return body.frame(target).label().isEmpty() ? target : -1;
        }
    }
}
