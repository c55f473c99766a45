package dev.troupe.engine.compile.stream;

import dev.troupe.engine.module.Opcode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What one turn of a loop does, as far as it has been read. */
final class Turn {
    /** Where the loop is. */
    final int offset;

    final List<Test> tests = new ArrayList<>();
    /** The vectors that leave the loop if a bit in one of them is set. */
    final List<Vector> exits = new ArrayList<>();
    final List<Vector.Load> loads = new ArrayList<>();
    final List<Store> stores = new ArrayList<>();
    /** The locals that have got a value; null for one that nothing is known of. */
    final Map<Integer, Object> assigned = new HashMap<>();
    /** The vectors of which a local has got a word. */
    final List<Vector> extracted = new ArrayList<>();
    /** The locals whose value from before the turn somebody looks at; vectors are there when the turn has been read. */
    final Set<Integer> inherited = new HashSet<>();

    /** Of memory: so many bytes, {@code offset} behind an address. */
    interface Access {
        Affine address();

        long offset();

        int bytes();
    }

    /**
     * A store of what a vector has from one of its words on.
     *
     * @param loads how many loads came before
     */
    record Store(Affine address, long offset, int bytes, Vector value, int firstWord, int loads) implements Access {}

    /**
     * A number whose upper bits stay what they are while it grows: that of a place in a buffer where writing begins anew at its end.
     *
     * @param mask the lower bits, which are those of {@code value}
     * @param fixed the upper bits
     */
    record Ring(Affine value, int mask, int fixed) {}

    /** A word, or two, of a vector, as a number. */
    record Lane(Vector vector, int firstWord, int bytes) {}

    /**
     * A number that is not zero if a vector has a bit set.
     *
     * @param ifNone or, if it has none
     * @param masked the vector of which the number has the top bits of the bytes, or null
     */
    record Question(Vector vector, boolean ifNone, Vector masked) {
        private static final int ALL_BYTES = 0xFFFF;
        private static final Vector ZERO = new Vector.Constant(0, 0);

        /** Null if the instruction asks something else. */
        static Question of(Opcode opcode, Vector vector) {
            return switch (opcode) {
                case V128_ANY_TRUE -> new Question(vector, false, null);
                case I8X16_BITMASK -> new Question(signs(vector, "I8X16", 0x8080808080808080L), false, vector);
                case I16X8_BITMASK -> new Question(signs(vector, "I16X8", 0x8000800080008000L), false, null);
                case I32X4_BITMASK -> new Question(signs(vector, "I32X4", 0x8000000080000000L), false, null);
                case I8X16_ALL_TRUE -> new Question(zeros(Opcode.I8X16_EQ, Opcode.I8X16_NE, vector), true, null);
                case I16X8_ALL_TRUE -> new Question(zeros(Opcode.I16X8_EQ, Opcode.I16X8_NE, vector), true, null);
                case I32X4_ALL_TRUE -> new Question(zeros(Opcode.I32X4_EQ, Opcode.I32X4_NE, vector), true, null);
                default -> null;
            };
        }

        /** The top bits of lanes; of those that are all ones or all zeros, all bits. */
        private static Vector signs(Vector vector, String shape, long bits) {
            return isMask(vector, shape) ? vector : operation(Opcode.V128_AND, vector, new Vector.Constant(bits, bits));
        }

        private static boolean isMask(Vector vector, String shape) {
            return vector instanceof Vector.Operation operation
                    && (operation.opcode == Opcode.V128_OR && operation.operands.stream().allMatch(operand -> isMask(operand, shape))
                            || operation.opcode.name().equals(shape + "_EQ") || operation.opcode.name().equals(shape + "_NE"));
        }

        /** Of which lanes nothing is set. */
        private static Vector zeros(Opcode equal, Opcode unequal, Vector vector) {
            return vector instanceof Vector.Operation operation && operation.opcode == equal
                    ? new Vector.Operation(unequal, operation.operands, null)
                    : operation(equal, vector, ZERO);
        }

        private static Vector operation(Opcode opcode, Vector... operands) {
            return new Vector.Operation(opcode, List.of(operands), null);
        }

        Question negate() {
            return new Question(vector, !ifNone, null);
        }

        /** The answer to this one and another, or compared with a number; null if that is no such question. */
        Question with(Opcode opcode, Object second) {
            if (opcode == Opcode.I32_OR && second instanceof Question other && !ifNone && !other.ifNone) {
                return new Question(operation(Opcode.V128_OR, vector, other.vector), false, null);
            }
            boolean compares = opcode == Opcode.I32_NE || opcode == Opcode.I32_EQ;
            if (!compares || ifNone || !(second instanceof Affine number) || !number.isConstant()) {
                return null;
            } else if (number.constant() == 0) {
                return new Question(vector, opcode == Opcode.I32_EQ, null);
            } else if (number.constant() != ALL_BYTES || masked == null) {
                return null;
            }
            // Unless all top bits are set, one of the contrary is.
            var contrary = isMask(masked, "I8X16")
                    ? zeros(Opcode.I8X16_EQ, Opcode.I8X16_NE, masked)
                    : signs(operation(Opcode.V128_NOT, masked), "I8X16", 0x8080808080808080L);
            return new Question(contrary, opcode == Opcode.I32_EQ, null);
        }
    }

    /** A number that comes from memory, of which nothing is made but a vector. */
    record Loaded(Vector word) {}

    Turn(int offset) {
        this.offset = offset;
    }

    /** Finds the vectors from before the turn that are a part of what it leaves: instructions may name others and take nothing of them. */
    void findInherited() {
        Set<Vector> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        stores.forEach(store -> inherit(store.value(), seen));
        extracted.forEach(vector -> inherit(vector, seen));
        exits.forEach(vector -> inherit(vector, seen));
        assigned.values().forEach(value -> inherit(value, seen));
    }

    private void inherit(Object value, Set<Vector> seen) {
        if (value instanceof Vector vector && seen.add(vector)) {
            if (vector instanceof Vector.Local header) {
                inherited.add(header.local);
            }
            vector.operands().forEach(operand -> inherit(operand, seen));
        }
    }

    /** By how much a local grows, which is 0 if nothing changes it; null if it becomes something else that the next turn looks at. */
    Integer step(int local) {
        if (!assigned.containsKey(local)) {
            return 0;
        }
        var value = assigned.get(local) instanceof Ring ring ? ring.value : assigned.get(local);
        return value instanceof Affine next && next.linear().equals(Affine.ofLocal(local)) ? next.constant() : null;
    }

    /** By how much a number grows. */
    int stepOf(Affine number) {
        return number.step(local -> step(local) == null ? 0 : step(local));
    }

    /** What a turn loads and hands on to the next one in a local, or null. A store could change it in memory meanwhile. */
    Vector.Load carried(int local) {
        return stores.isEmpty() && assigned.get(local) instanceof Vector.Load load && load.bytes() == 16 ? load : null;
    }

    /** A part of what a local collects. */
    record Part(Vector value, boolean subtracted) {}

    /** What a turn adds to a local; null if that is not all that it does to it. */
    List<Part> parts(int local, Opcode opcode) {
        var parts = new ArrayList<Part>();
        return assigned.get(local) instanceof Vector value && collect(value, local, opcode, parts) ? parts : null;
    }

    /** The instruction by which a local collects, or null. */
    Opcode collects(int local) {
        return assigned.get(local) instanceof Vector.Operation operation
                && WordOps.identity(WordOps.addition(operation.opcode)).isPresent()
                        ? WordOps.addition(operation.opcode)
                        : null;
    }

    private static boolean collect(Vector value, int local, Opcode opcode, List<Part> parts) {
        if (isLocal(value, local)) {
            return true;
        }
        if (!(value instanceof Vector.Operation operation) || WordOps.addition(operation.opcode) != opcode) {
            return false;
        }
        boolean subtracts = operation.opcode != opcode;
        var first = operation.operands.get(0);
        var second = operation.operands.get(1);
        if (mentions(first, local)) {
            split(second, opcode, subtracts, parts);
            return collect(first, local, opcode, parts);
        }
        split(first, opcode, false, parts);
        return !subtracts && collect(second, local, opcode, parts);
    }

    private static void split(Vector value, Opcode opcode, boolean subtracted, List<Part> parts) {
        if (value instanceof Vector.Operation operation && operation.opcode == opcode) {
            operation.operands.forEach(operand -> split(operand, opcode, subtracted, parts));
        } else {
            parts.add(new Part(value, subtracted));
        }
    }

    private static boolean isLocal(Vector value, int local) {
        return value instanceof Vector.Local header && header.local == local;
    }

    private static boolean mentions(Vector value, int local) {
        return isLocal(value, local) || value.operands().stream().anyMatch(operand -> mentions(operand, local));
    }
}
