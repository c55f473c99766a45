package dev.troupe.engine.text;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What identifiers inside one function (or constant expression) stand for: locals, and labels from the outermost in. */
final class FunctionScope {
    private final Map<String, Integer> locals = new HashMap<>();
    final Map<Integer, String> localNames = new TreeMap<>();
    private final List<String> labels = new ArrayList<>();
    final Map<Integer, String> labelNames = new TreeMap<>();
    private int localCount;
    private int blocks;
    /** Branch hints: pairs of the instruction's offset in the code buffer and the hint. */
    final List<int[]> hints = new ArrayList<>();

    void declareLocal(String id, TokenCursor at, int position) {
        if (id != null) {
            if (locals.putIfAbsent(id, localCount) != null) {
                throw at.errorAt("duplicate local $" + id, position);
            }
            localNames.putIfAbsent(localCount, id);
        }
        localCount++;
    }

    /** A name other than the identifier for the local that is declared next. */
    void nameNextLocal(String name) {
        localNames.put(localCount, name);
    }

    /** Counts parameters that have no identifiers. */
    void skipLocals(int count) {
        localCount += count;
    }

    int local(TokenCursor in) {
        if (in.kind() != TokenKind.ID) {
            return in.u32();
        }
        int position = in.position();
        Integer index = locals.get(in.nextId());
        if (index == null) {
            in.moveTo(position);
            throw in.error("unknown local " + in.shown());
        }
        return index;
    }

    /** Enters a block, whose instruction has just been emitted. */
    void pushLabel(String id) {
        if (id != null) {
            labelNames.put(blocks, id);
        }
        blocks++;
        labels.add(id);
    }

    void popLabel() {
        labels.removeLast();
    }

    int label(TokenCursor in) {
        if (in.kind() != TokenKind.ID) {
            return in.u32();
        }
        int position = in.position();
        String id = in.nextId();
        for (int i = labels.size() - 1; i >= 0; i--) {
            if (id.equals(labels.get(i))) {
                return labels.size() - 1 - i;
            }
        }
        in.moveTo(position);
        throw in.error("unknown label " + in.shown());
    }
}
