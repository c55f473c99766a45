package dev.troupe.engine.validate;

import dev.troupe.engine.module.FuncType;
import dev.troupe.engine.module.ValType;
import java.util.List;

/** An entry of the control stack (spec appendix, validation algorithm). Reused. */
final class Frame {
    enum Kind {
        FUNCTION,
        BLOCK,
        LOOP,
        IF,
        ELSE,
        TRY_TABLE,
        TRY,
        CATCH,
        CATCH_ALL
    }

    Kind kind;
    FuncType type;
    /** Of the operand stack, where the block's own operands start. */
    int height;
    /** Of the log of initialised locals. */
    int initialised;
    /** The rest of the block cannot be reached, and its operand stack has any type it needs below what is pushed. */
    boolean unreachable;
    /** Whether the block stands in reachable code. */
    boolean reported;

    /** The types that a branch to this block carries. */
    List<ValType> label() {
        return kind == Kind.LOOP ? type.params() : type.results();
    }
}
