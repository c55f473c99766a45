package dev.troupe.engine.compile.stream;

import dev.troupe.engine.module.Opcode;
import java.util.List;
import java.util.stream.IntStream;

/** A v128 that a turn of a loop calculates, as a tree over what the turn begins with. Compared by identity. */
sealed interface Vector {
    /** How many instructions it takes if none is shared. */
    default int size() {
        return 1;
    }

    /** What it is made of. */
    default List<Vector> operands() {
        return List.of();
    }

    /** The local's value when the turn begins. */
    final class Local implements Vector {
        final int local;

        Local(int local) {
            this.local = local;
        }
    }

    /** A constant. */
    final class Constant implements Vector {
        final long low;
        final long high;

        Constant(long low, long high) {
            this.low = low;
            this.high = high;
        }
    }

    /** Bytes of memory, and zeros where they are fewer than sixteen. */
    final class Load implements Vector, Turn.Access {
        private final Affine address;
        private final long offset;
        private final int bytes;

        Load(Affine address, long offset, int bytes) {
            this.address = address;
            this.offset = offset;
            this.bytes = bytes;
        }

        @Override
        public Affine address() {
            return address;
        }

        @Override
        public long offset() {
            return offset;
        }

        @Override
        public int bytes() {
            return bytes;
        }
    }

    /** The result of an instruction. */
    final class Operation implements Vector {
        final Opcode opcode;
        final List<Vector> operands;
        /** The operand that is a number, or null. */
        final Affine number;
        private final int size;

        Operation(Opcode opcode, List<Vector> operands, Affine number) {
            this.opcode = opcode;
            this.operands = operands;
            this.number = number;
            size = 1 + operands.stream().mapToInt(Vector::size).sum();
        }

        @Override
        public List<Vector> operands() {
            return operands;
        }

        @Override
        public int size() {
            return size;
        }
    }

    /** Bytes of two vectors, by index. */
    final class Shuffle implements Vector {
        final Vector first;
        final Vector second;
        private final long low;
        private final long high;

        /** Of indices, those of the second vector. */
        private static final long SECOND = 0x1010101010101010L;
        /** Stands for a vector that is named and not looked at. */
        private static final Vector NONE = new Constant(0, 0);

        /** The instruction, without the vector that it names and takes no byte of; one that it names twice it does once. */
        static Shuffle of(Vector first, Vector second, long low, long high) {
            if (first == second && ((low | high) & SECOND) != 0) {
                return of(first, NONE, low & ~SECOND, high & ~SECOND);
            }
            boolean anyFirst = false;
            boolean anySecond = false;
            for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
                for (long indices : new long[] {low, high}) {
                    boolean isFirst = (indices >>> shift & 16) == 0;
                    anyFirst |= isFirst;
                    anySecond |= !isFirst;
                }
            }
            return new Shuffle(anyFirst ? first : NONE, anySecond ? second : NONE, low, high);
        }

        /** The instruction that looks bytes up, by indices that are known. */
        static Shuffle swizzle(Vector table, Constant indices) {
            return new Shuffle(table, new Constant(0, 0), beyondToZero(indices.low), beyondToZero(indices.high));
        }

        /** All indices that are not of the first vector become that of the second one's first byte. */
        private static long beyondToZero(long indices) {
            long result = 0;
            for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
                result |= Math.min(indices >>> shift & 0xFF, 16) << shift;
            }
            return result;
        }

        Shuffle(Vector first, Vector second, long low, long high) {
            this.first = first;
            this.second = second;
            this.low = low;
            this.high = high;
        }

        int index(int at) {
            return (int) ((at < 8 ? low : high) >>> at % 8 * 8) & 0xFF;
        }

        /** Whether all bytes lie side by side in the vectors. */
        boolean isAligned() {
            return IntStream.range(1, 16).allMatch(at -> index(at) == index(0) + at);
        }

        @Override
        public List<Vector> operands() {
            return List.of(first, second);
        }

        @Override
        public int size() {
            return 1 + first.size() + second.size();
        }
    }
}
