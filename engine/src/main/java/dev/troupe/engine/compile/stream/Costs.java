package dev.troupe.engine.compile.stream;

import java.util.HashSet;
import java.util.Set;

/**
 * Whether there is enough to calculate in a loop. Words that do not lie one behind the other are copied one by one, which takes as long as
 * such a loop itself takes to move words about.
 */
public final class Costs {
    private static final int WORD = 4;
    /** JVM instructions for each word of a vector, where two words are calculated at a time unless they are floats. */
    private static final int FLOAT = 3;
    /** What it takes there to see floats as integers or the other way round. */
    private static final int CHANGE = 5;
    /** So many instructions for each word that is copied one by one are worth it if no others are copied at all. */
    private static final int WORTH = 6;

    private final StreamLoop loop;
    private final Set<Word> seen = new HashSet<>();
    private int loads;
    private int weight;

    private Costs(StreamLoop loop) {
        this.loop = loop;
    }

    /** Whether it pays to do turns of a loop at once. */
    public static boolean pay(StreamLoop loop) {
        var costs = new Costs(loop);
        loop.sums().forEach(sum -> costs.add(sum.word()));
        loop.outputs().forEach(output -> costs.add(output.word()));
        int stores = (int) loop.outputs().stream().filter(output -> loop.partStep(output.address()) != WORD).count();
        int scattered = costs.loads + stores;
        return costs.weight >= (costs.loads > 0 && stores > 0 ? WORTH : 1) * scattered;
    }

    private void add(Word word) {
        if (!seen.add(word)) {
            return;
        }
        if (word.form() == Word.Form.LOAD && loop.partStep(word.index()) != WORD) {
            loads++;
        } else if (word.form() == Word.Form.BITS) {
            weight += CHANGE;
        } else if (word.form() == Word.Form.OPERATION) {
            weight += WordOps.weight(word.opcode()) * (word.type() == Word.Type.FLOAT ? FLOAT : 1);
        }
        word.operands().forEach(this::add);
    }
}
