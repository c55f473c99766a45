package dev.troupe.engine.compile.stream;

import dev.troupe.engine.module.Opcode;
import java.util.List;

/**
 * A loop whose turns do the same to vectors that lie one behind the other, word by word. So many turns can be done as loops over words
 * before the loop itself begins, as its tests say that there are, without the last one, and as its accesses are inside of the memory
 * and not in each other's way.
 *
 * @param offset of the loop in the function's body
 * @param step bytes by which all addresses grow each turn
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
        int step,
        List<Counted> tests,
        List<Address> addresses,
        List<Order> orders,
        List<Uniform> uniforms,
        List<Sum> sums,
        List<Output> outputs,
        List<Accumulator> accumulators,
        List<Carried> carried,
        List<Counter> counters) {

    /** A test, and by how much what it compares grows each turn. */
    public record Counted(Test test, int firstStep, int secondStep) {}

    /**
     * Where accesses are.
     *
     * @param base an address that is not above theirs
     * @param end so many bytes behind it they end
     */
    public record Address(Affine base, long end) {}

    /**
     * What must be known of a store's address and another one, by index.
     *
     * @param apart whether they must be apart whichever is the higher one, by all turns' bytes and {@code rest}
     * @param atMost otherwise so many bytes may be from the other address to the store's, or so many as are apart
     */
    public record Order(int store, int other, boolean apart, long atMost, long rest) {}

    /**
     * A word that is the same everywhere: of the vector in a local, if all its words are equal, or for a swizzle with that vector as table;
     * otherwise a number.
     *
     * @param local of the vector, or -1
     * @param splat the instruction that makes a vector of the number; null if it is the number itself that is meant, or the local's word
     */
    public record Uniform(int local, Opcode splat, Affine number) {}

    /**
     * Words that are collected.
     *
     * @param opcode what combines them with what there is
     * @param targets for each word of a turn, the lane that it belongs to: four times the number of the accumulator, plus the lane
     */
    public record Sum(Opcode opcode, Word word, List<Integer> targets) {}

    /** Words that are stored: {@code place} bytes from an address. */
    public record Output(int address, long place, Word word) {}

    /** A local that collects by an instruction for which order does not matter. */
    public record Accumulator(int local, Opcode opcode) {}

    /** A local that at the beginning of a turn, but for the first one, has what lies {@code place} bytes from an address. */
    public record Carried(int local, int address, long place) {}

    /** A local that grows. */
    public record Counter(int local, int step) {}

    /** The words of a turn. */
    public int words() {
        return step / 4;
    }
}
