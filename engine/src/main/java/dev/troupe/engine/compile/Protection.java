package dev.troupe.engine.compile;

import dev.troupe.engine.validate.BodyVisitor;
import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.Label;

/**
 * The instructions whose exceptions a {@code try} or {@code try_table} handles: a range of the method, except for holes whose exceptions go
 * further out.
 */
final class Protection {
    private record Range(Label start, Label end) {
        boolean isEmpty() {
            return start.getOffset() == end.getOffset();
        }
    }

    /** The clauses of a {@code try_table}. */
    final BodyVisitor.Catch[] clauses;

    final Label handler = new Label();
    /** Legacy: where the exception is tested against the next clause, or goes on if there is none; null behind {@code catch_all}. */
    Label nextClause;
    /** Legacy: the variable that has the exception in clauses. */
    int exceptionSlot = -1;
    /** Whether the handler was entered in the exception table. */
    boolean handled;

    private final Label start = new Label();
    private final List<Range> holes = new ArrayList<>();
    private Label end;
    private Range range;

    Protection(BodyVisitor.Catch[] clauses) {
        this.clauses = clauses;
    }

    void begin(Code code) {
        code.label(start);
    }

    /** Ends the range. */
    void end(Code code) {
        end = new Label();
        code.label(end);
    }

    boolean isOpen() {
        return end == null;
    }

    /** Excludes another block's range, which has just ended. */
    void exclude(Protection inner) {
        exclude(inner.range());
    }

    /** Always the same, since very many others may exclude it. */
    private Range range() {
        range = range == null ? new Range(start, end) : range;
        return range;
    }

    /** Excludes what stands between two labels that were placed already, the second just now. */
    void exclude(Label from, Label to) {
        exclude(new Range(from, to));
    }

    private void exclude(Range hole) {
        int from = hole.start.getOffset();
        while (holes.size() > 1 && holes.get(holes.size() - 2).start.getOffset() >= from) {
            holes.removeLast();
        }
        if (!holes.isEmpty() && holes.getLast().start.getOffset() >= from) {
            holes.set(holes.size() - 1, hole);
        } else {
            holes.add(hole);
        }
    }

    /**
     * Enters the handler in the exception table. The JVM takes the first entry that covers an instruction, so inner blocks must do this
     * before outer ones, as they do when they end.
     */
    void enterHandler(Code code) {
        enterHandler(code, Names.WASM_EXCEPTION);
    }

    /**
     * The same for all exceptions of a class, null for whatever is thrown.
     *
     * @return whether anything can get to the handler
     */
    boolean enterHandler(Code code, String exception) {
        var from = start;
        for (var hole : holes) {
            enter(new Range(from, hole.start), code, exception);
            from = hole.end;
        }
        enter(new Range(from, end), code, exception);
        return handled;
    }

    private void enter(Range range, Code code, String exception) {
        if (!range.isEmpty()) {
            code.handler(range.start, range.end, handler, exception);
            handled = true;
        }
    }
}
