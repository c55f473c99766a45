package dev.troupe.engine.compile.outline;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/**
 * Finds runs of statements in which no lane of a vector depends on another lane, and which change nothing but locals. Each becomes a
 * region that does one lane of everything and is called four times: where many vectors are alive their lanes do not fit the
 * processor's registers, or the method the JIT's limits, but one lane of each does.
 */
final class LaneRuns {
    /** Fewer operations, those in loops counted several times, are not worth four calls. */
    private static final int MIN_OPERATIONS = 64;

    /** So many operations for each vector that goes in or comes out: taking it apart and putting it together costs several. */
    private static final int OPERATIONS_PER_VECTOR = 2;

    /** With fewer vectors alive there is little that does not fit registers. */
    private static final int MIN_VECTORS = 8;

    private static final int VECTOR_SLOTS = 4;
    /** The place of the lane and the instance are parameters, too. */
    private static final int MAX_INS = Outliner.MAX_PARAMETERS - 2;

    private final IntUnaryOperator localSlots;
    private final int largest;
    private final BiFunction<Sequence, List<Statement>, Statement> outline;

    /**
     * @param limit of a method's size
     * @param outline makes one statement of a run, or says null
     */
    LaneRuns(IntUnaryOperator localSlots, int limit, BiFunction<Sequence, List<Statement>, Statement> outline) {
        this.localSlots = localSlots;
        largest = limit * 3 / 4;
        this.outline = outline;
    }

    /** Whether all statements can be done lane by lane, if what is around can. */
    boolean all(List<Statement> statements) {
        return statements.stream().allMatch(statement -> statement.lanes.possible());
    }

    /** The statements of a sequence, with one for each run that a region does lane by lane. */
    List<Statement> moved(Sequence sequence) {
        var result = new ArrayList<Statement>();
        var run = new ArrayList<Statement>();
        int size = 0;
        for (var statement : sequence.statements) {
            boolean movable = statement.whole && statement.lanes.possible() && statement.effects.targets().isEmpty();
            if (!movable || size + statement.lanes.size() > largest) {
                end(sequence, run, result);
                size = 0;
            }
            if (movable) {
                run.add(statement);
                size += statement.lanes.size();
            } else {
                result.add(statement);
            }
        }
        end(sequence, run, result);
        return result;
    }

    private void end(Sequence sequence, List<Statement> run, List<Statement> result) {
        int from = 0;
        int to = run.size();
        while (from < to && !run.get(from).lanes.vectors()) {
            from++;
        }
        while (from < to && !run.get(to - 1).lanes.vectors()) {
            to--;
        }
        var middle = run.subList(from, to);
        var call = middle.stream().mapToInt(statement -> statement.lanes.operations()).sum() < MIN_OPERATIONS
                ? null
                : outline.apply(sequence, middle);
        if (call == null) {
            result.addAll(run);
        } else {
            result.addAll(run.subList(0, from));
            result.add(call);
            result.addAll(run.subList(to, run.size()));
        }
        run.clear();
    }

    /** Whether a region is worth its calls, and can be called. */
    boolean pays(Region region, List<Statement> run) {
        int operations = run.stream().mapToInt(statement -> statement.lanes.operations()).sum();
        int passed = vectors(region.ins()) + vectors(region.outs());
        var touched = IntStream.concat(IntStream.concat(Arrays.stream(region.ins()), Arrays.stream(region.outs())),
                Arrays.stream(region.privates())).distinct().toArray();
        return region.fallsThrough()
                && region.exits().length == 0
                && operations >= OPERATIONS_PER_VECTOR * passed
                && vectors(touched) >= MIN_VECTORS
                && region.ins().length <= MAX_INS;
    }

    private int vectors(int[] locals) {
        return (int) Arrays.stream(locals).filter(local -> localSlots.applyAsInt(local) == VECTOR_SLOTS).count();
    }

    /** What four calls take. */
    int callSize(Region region) {
        return 4 * (12 + 6 * region.ins().length + 10 * region.outs().length);
    }
}
