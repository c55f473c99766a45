package dev.troupe.engine.compile.stream;

import dev.troupe.engine.module.Opcode;
import java.util.List;

/**
 * A loop whose turns do the same to vectors that lie one behind the other, word by word. So many turns can be done as loops over words
 * before the loop itself begins, as its tests say that there are, without the last one, and as its accesses are inside of the memory
 * and not in each other's way.
 *
 * <p>A turn consists of parts that are alike, each of which has one word of everything that is collected or stored: where all addresses
 * grow by sixteen bytes and no word depends on its neighbours, of four. Words of memory are those of the first part.
 *
 * @param offset of the loop in the function's body
 * @param parts of a turn, a power of two
 * @param tests that all turns pass
 * @param addresses of the memory that is accessed, in the first turn
 * @param uniforms what words name by index
 * @param sums what locals collect
 * @param accumulators the locals that do
 * @param carried the locals that hand on what a turn loads
 * @param counters the other locals that a turn changes for the next one
 */
public record StreamLoop(
        int offset,
        int parts,
        List<Counted> tests,
        List<Address> addresses,
        List<Order> orders,
        List<Uniform> uniforms,
        List<Sum> sums,
        List<Output> outputs,
        List<Accumulator> accumulators,
        List<Carried> carried,
        List<Counter> counters) {
    private static final int WORD = 4;

    /** A test, and by how much what it compares grows each turn. */
    public record Counted(Test test, int firstStep, int secondStep) {}

    /**
     * Where accesses are.
     *
     * @param base an address that is not above theirs
     * @param end so many bytes behind it they end
     * @param step by how much it grows each turn
     */
    public record Address(Affine base, long end, int step) {}

    /**
     * What must be known of a store's address and another one, by index.
     *
     * @param apart whether the other address may grow by another step, or be a store's, so that they must not come to where the other one
     *     began: the lower one is the store's, below by all its steps and {@code below}, or the other one, by {@code above}
     * @param below otherwise the store's may be below by so many bytes or more,
     * @param above or above by all steps and so many more
     */
    public record Order(int store, int other, boolean apart, long below, long above) {}

    /**
     * A word that is the same everywhere: of the vector in a local, if all its words are equal or the number tells which, or for a swizzle
     * with that vector as table; otherwise a number.
     *
     * @param local of the vector, or -1
     * @param splat the instruction that makes a vector of the number; null if it is the number itself that is meant, or the local's word
     */
    public record Uniform(int local, Opcode splat, Affine number) {}

    /**
     * Words that are collected.
     *
     * @param opcode what combines them with what there is
     * @param targets for each part of a turn, the lane that it belongs to: four times the number of the accumulator, plus the lane
     */
    public record Sum(Opcode opcode, Word word, List<Integer> targets) {}

    /** Words that are stored: {@code place} bytes from an address. */
    public record Output(int address, long place, Word word) {}

    /** A local that collects by an instruction for which order does not matter. */
    public record Accumulator(int local, Opcode opcode) {}

    /** A local that at the beginning of a turn, but for the first one, has what lies {@code place} bytes from an address. */
    public record Carried(int local, int address, long place) {}

    /**
     * A local that grows.
     *
     * @param mask of the bits that do; above them are those of {@code fixed}
     */
    public record Counter(int local, int step, int mask, int fixed) {
        /** Whether it begins anew where its bits are at their end; no turn after that is done at once. */
        public boolean isRing() {
            return mask != -1;
        }
    }

    /** Whether the loop is left where one of the sums, of which there is one for each word that is looked for, is not zero. */
    public boolean searches() {
        return accumulators.isEmpty() && !sums.isEmpty();
    }

    /** By how much an address grows each part. */
    public int partStep(int address) {
        return addresses.get(address).step() / parts;
    }

    /** The words of memory of a turn, in the longest stream. */
    public int words() {
        return Math.max(parts, addresses.stream().mapToInt(Address::step).max().getAsInt() / WORD);
    }
}
