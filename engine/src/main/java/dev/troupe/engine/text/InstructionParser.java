package dev.troupe.engine.text;

import dev.troupe.engine.module.BinaryWriter;
import dev.troupe.engine.module.InvalidModuleException;
import dev.troupe.engine.module.Opcode;
import java.util.ArrayDeque;

/**
 * Instruction sequences, flat and folded (spec 6.5), emitted in the binary encoding as they are read.
 *
 * <p>A folded instruction's operands follow its opcode in the text and precede it in the binary, so its bytes wait on a
 * {@link Frame} until its closing parenthesis. Frames form an explicit stack: nesting costs heap, never Java stack.
 */
final class InstructionParser {
    private enum Kind {
        /** {@code block ... end}. */
        FLAT_BLOCK,
        /** {@code (i32.add ...)}. */
        PLAIN,
        /** {@code (block ...)}. */
        BLOCK,
        /** {@code (if ... (then ...) (else ...))}, or {@code (try (do ...) (catch ...))}. */
        CLAUSES,
        /** {@code (then ...)} and the other clauses. */
        CLAUSE
    }

    private static final class Frame {
        final Kind kind;
        final Opcode opcode;
        final String label;
        /** The token of its opcode. */
        final int token;
        byte[] waiting;
        int hint = -1;
        /** The clauses seen: 0 none, 1 the first, 2 the last possible one, 3 {@code delegate}. */
        int clauses;
        /** Whether a {@code try} has a {@code catch}, so that it cannot delegate. */
        boolean catches;

        Frame(Kind kind, Opcode opcode, String label, int token) {
            this.token = token;
            this.kind = kind;
            this.opcode = opcode;
            this.label = label;
        }
    }

    private final TokenCursor in;
    private final BinaryWriter out;
    private final ImmediateParser immediates;
    private final SourcePositions positions;
    private final ArrayDeque<Frame> frames = new ArrayDeque<>();
    private FunctionScope function;

    InstructionParser(TokenCursor in, BinaryWriter out, ImmediateParser immediates, SourcePositions positions) {
        this.positions = positions;
        this.in = in;
        this.out = out;
        this.immediates = immediates;
    }

    /** Reads up to the closing parenthesis of the form around the sequence, leaves that unread, and emits the final {@code end}. */
    void body(FunctionScope scope) {
        function = scope;
        run(false);
        positions.add(out.size(), in.position());
        out.opcode(Opcode.END);
    }

    /** Reads one folded instruction as an expression. */
    void foldedExpression(FunctionScope scope) {
        function = scope;
        run(true);
        positions.add(out.size(), in.position() - 1);
        out.opcode(Opcode.END);
    }

    private void run(boolean single) {
        frames.clear();
        do {
            switch (in.kind()) {
                case KEYWORD -> {
                    if (single && frames.isEmpty()) {
                        throw in.unexpected();
                    }
                    flat();
                }
                case OPEN -> folded();
                case CLOSE -> {
                    if (frames.isEmpty() && !single) {
                        return;
                    }
                    closeFrame();
                }
                default -> throw in.unexpected();
            }
        } while (!single || !frames.isEmpty());
    }

    private Opcode opcode() {
        var opcode = in.kind() == TokenKind.KEYWORD ? Opcode.ofText(in.text()) : null;
        if (opcode == null) {
            throw in.unexpected();
        }
        return opcode;
    }

    private void flat() {
        var top = frames.peek();
        if (top != null && (top.kind == Kind.PLAIN || top.kind == Kind.CLAUSES)) {
            throw in.unexpected();
        }
        int hint = hint();
        var opcode = opcode();
        positions.add(out.size(), in.position());
        switch (opcode) {
            case BLOCK, LOOP, IF, TRY, TRY_TABLE -> {
                in.advance();
                recordHint(hint);
                openBlock(Kind.FLAT_BLOCK, opcode);
            }
            case ELSE -> flatClause(top, Opcode.IF, opcode);
            case CATCH, CATCH_ALL -> flatClause(top, Opcode.TRY, opcode);
            case DELEGATE -> {
                requireFlat(top, Opcode.TRY);
                if (top.clauses > 0) {
                    throw in.unexpected();
                }
                in.advance();
                frames.pop();
                delegate();
            }
            case END -> {
                requireFlat(top, null);
                in.advance();
                matchLabel(top);
                out.opcode(Opcode.END);
                frames.pop();
                function.popLabel();
            }
            default -> {
                in.advance();
                recordHint(hint);
                immediates.instruction(opcode, function);
            }
        }
        rejectHint(hint, opcode);
    }

    private void requireFlat(Frame top, Opcode opcode) {
        if (top == null || top.kind != Kind.FLAT_BLOCK || opcode != null && top.opcode != opcode) {
            throw in.unexpected();
        }
    }

    private void flatClause(Frame top, Opcode block, Opcode clause) {
        requireFlat(top, block);
        if (top.clauses == 2) {
            throw in.unexpected();
        }
        top.clauses = clause == Opcode.CATCH ? 1 : 2;
        in.advance();
        if (block == Opcode.IF) {
            matchLabel(top);
        }
        immediates.instruction(clause, function);
    }

    private void matchLabel(Frame top) {
        if (in.kind() == TokenKind.ID) {
            int position = in.position();
            if (!in.nextId().equals(top.label)) {
                in.moveTo(position);
                throw in.error("mismatching label " + in.shown());
            }
        }
    }

    private void delegate() {
        function.popLabel();
        out.opcode(Opcode.DELEGATE).u32(function.label(in));
    }

    /** Emits a block instruction whose keyword has been read, and enters it. */
    private void openBlock(Kind kind, Opcode opcode) {
        String label = in.acceptId();
        out.opcode(opcode);
        immediates.blockType();
        if (opcode == Opcode.TRY_TABLE) {
            immediates.catches(function);
        }
        function.pushLabel(label);
        frames.push(new Frame(kind, opcode, label, in.position()));
    }

    private void folded() {
        var top = frames.peek();
        if (top != null && top.kind == Kind.CLAUSES && clause(top)) {
            return;
        }
        int hint = hint();
        in.open();
        var opcode = opcode();
        int token = in.position();
        switch (opcode) {
            case BLOCK, LOOP, TRY_TABLE -> {
                positions.add(out.size(), token);
                in.advance();
                openBlock(Kind.BLOCK, opcode);
            }
            case TRY -> {
                positions.add(out.size(), token);
                in.advance();
                openBlock(Kind.CLAUSES, opcode);
            }
            case IF -> {
                in.advance();
                openIf(hint);
            }
            case ELSE, END, CATCH, CATCH_ALL, DELEGATE -> throw in.unexpected();
            default -> {
                in.advance();
                var frame = new Frame(Kind.PLAIN, opcode, null, token);
                int start = out.size();
                immediates.instruction(opcode, function);
                frame.waiting = takeFrom(start);
                frame.hint = hint;
                frames.push(frame);
            }
        }
        rejectHint(hint, opcode);
    }

    private void openIf(int hint) {
        int token = in.position() - 1;
        String label = in.acceptId();
        var frame = new Frame(Kind.CLAUSES, Opcode.IF, label, token);
        int start = out.size();
        out.opcode(Opcode.IF);
        immediates.blockType();
        frame.waiting = takeFrom(start);
        frame.hint = hint;
        frames.push(frame);
    }

    private byte[] takeFrom(int start) {
        var bytes = new BinaryWriter(out.size() - start).tail(out, start).toByteArray();
        out.truncate(start);
        return bytes;
    }

    /** Enters the clause of an {@code if} or {@code try} that is next; false if what is next may be an operand. */
    private boolean clause(Frame top) {
        if (top.opcode == Opcode.IF) {
            if (top.clauses == 0 && in.acceptForm("then")) {
                recordHint(top.hint);
                positions.add(out.size(), top.token);
                out.bytes(top.waiting);
                function.pushLabel(top.label);
            } else if (top.clauses == 1 && in.acceptForm("else")) {
                out.opcode(Opcode.ELSE);
            } else if (top.clauses == 0) {
                return false;
            } else {
                throw unexpectedForm();
            }
            top.clauses++;
        } else if (top.clauses == 0 && in.acceptForm("do")) {
            top.clauses = 1;
        } else if (top.clauses == 1 && in.acceptForm("catch")) {
            top.catches = true;
            immediates.instruction(Opcode.CATCH, function);
        } else if (top.clauses == 1 && in.acceptForm("catch_all")) {
            out.opcode(Opcode.CATCH_ALL);
            top.clauses = 2;
        } else if (top.clauses == 1 && !top.catches && in.acceptForm("delegate")) {
            delegate();
            in.close();
            top.clauses = 3;
            return true;
        } else {
            throw unexpectedForm();
        }
        frames.push(new Frame(Kind.CLAUSE, top.opcode, null, in.position() - 1));
        return true;
    }

    private RuntimeException unexpectedForm() {
        in.open();
        return in.unexpected();
    }

    private void closeFrame() {
        var frame = frames.peek();
        if (frame == null || frame.kind == Kind.FLAT_BLOCK || frame.kind == Kind.CLAUSES && frame.clauses == 0) {
            throw in.unexpected();
        }
        in.close();
        frames.pop();
        switch (frame.kind) {
            case PLAIN -> {
                recordHint(frame.hint);
                positions.add(out.size(), frame.token);
                out.bytes(frame.waiting);
            }
            case BLOCK, CLAUSES -> {
                if (frame.clauses != 3) {
                    positions.add(out.size(), in.position() - 1);
                    out.opcode(Opcode.END);
                    function.popLabel();
                }
            }
            default -> {}
        }
    }

    /** The branch hint before the current token, or -1. */
    private int hint() {
        var annotation = in.takeAnnotation(Annotation.BRANCH_HINT);
        if (annotation == null) {
            return -1;
        }
        if (in.takeAnnotation(Annotation.BRANCH_HINT) != null) {
            throw in.errorAt("@metadata.code.branch_hint annotation: duplicate annotation", annotation);
        }
        var content = TokenCursor.over(annotation.content());
        byte[] value = content.strings();
        if (content.kind() != TokenKind.END) {
            throw in.errorAt("@metadata.code.branch_hint annotation: unexpected token " + content.shown(), annotation);
        }
        if (value.length != 1 || value[0] != 0 && value[0] != 1) {
            throw in.errorAt("@metadata.code.branch_hint annotation: invalid value", annotation);
        }
        return value[0];
    }

    private void rejectHint(int hint, Opcode opcode) {
        if (hint >= 0 && opcode != Opcode.IF && opcode != Opcode.BR_IF) {
            throw new InvalidModuleException(
                    "@metadata.code.branch_hint annotation: invalid target " + opcode.text() + " at line " + in.line());
        }
    }

    private void recordHint(int hint) {
        if (hint >= 0) {
            function.hints.add(new int[] {out.size(), hint});
        }
    }
}
