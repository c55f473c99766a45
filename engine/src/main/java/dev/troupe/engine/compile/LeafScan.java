package dev.troupe.engine.compile;

import dev.troupe.engine.module.FuncType;
import dev.troupe.engine.module.Slice;
import dev.troupe.engine.validate.FunctionValidator;
import dev.troupe.engine.validate.SilentVisitor;

/**
 * Finds short functions that neither loop nor call. They end soon whatever happens, and nothing goes on for long without functions that do,
 * so they need not ask whether to stop. The question is no code in the end, but C2 counts what it looks at to find that out: half as
 * much as a load from memory, each time that it inlines a function.
 */
final class LeafScan extends SilentVisitor {
    /** Longer bodies are not looked at: they are hardly inlined. */
    static final int MAX_LENGTH = 200;

    private boolean leaf = true;

    private LeafScan() {}

    static boolean isLeaf(FunctionValidator validator, int function, Slice body) {
        if (body.length() > MAX_LENGTH) {
            return false;
        }
        var scan = new LeafScan();
        validator.validate(function, scan);
        return scan.leaf;
    }

    @Override
    public void loop(FuncType type) {
        leaf = false;
    }

    @Override
    public void call(int function) {
        leaf = false;
    }

    @Override
    public void callIndirect(int table, int typeIndex) {
        leaf = false;
    }

    @Override
    public void callRef(int typeIndex) {
        leaf = false;
    }

    @Override
    public void returnCall(int function) {
        leaf = false;
    }

    @Override
    public void returnCallIndirect(int table, int typeIndex) {
        leaf = false;
    }

    @Override
    public void returnCallRef(int typeIndex) {
        leaf = false;
    }
}
