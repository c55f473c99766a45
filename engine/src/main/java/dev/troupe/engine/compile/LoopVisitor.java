package dev.troupe.engine.compile;

import dev.troupe.engine.module.FuncType;
import dev.troupe.engine.validate.SilentVisitor;

/** Looks at a few instructions, and at where blocks begin and end, of which only loops are told from others. */
abstract class LoopVisitor extends SilentVisitor {
    /** A block begins; the function itself does not count. */
    abstract void open(boolean loop);

    /** A block ends, or the function. */
    @Override
    public abstract void end();

    @Override
    public final void block(FuncType type) {
        open(false);
    }

    @Override
    public final void loop(FuncType type) {
        open(true);
    }

    @Override
    public final void if_(FuncType type) {
        open(false);
    }

    @Override
    public final void tryTable(FuncType type, Catch[] clauses) {
        open(false);
    }

    @Override
    public final void try_(FuncType type) {
        open(false);
    }

    @Override
    public final void delegate(int label) {
        end();
    }
}
