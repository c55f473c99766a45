package dev.troupe.engine.compile;

import org.objectweb.asm.Label;

/** An entry of the control stack: a block that is open at the point of translation (spec 4.6.10). */
final class Block {
    enum Form {
        FUNCTION,
        BLOCK,
        LOOP,
        IF,
        TRY_TABLE,
        TRY,
        /** A label outside the region whose method this is. */
        EXIT
    }

    final Form form;
    final Kind[] params;
    final Kind[] results;
    /** The height of the operand stack below the parameters. */
    final int base;
    /** The base of the enclosing block. */
    final int outerBase;

    /** The height of the operand stack below what the current part of the block has itself. */
    int bottom;

    private Label label;
    boolean labelUsed;
    /** Whether the cached array is good on all jumps to the label so far; for loops, at the header. */
    boolean memoryCached = true;

    /** For a loop: whether whoever branches to its header must have the memory's array in its variable. */
    boolean wantsMemory;

    /** For {@code if}: where the else begins, as long as it did not. */
    Label elseLabel;

    boolean memoryCachedAtElse;
    /** The {@link KnownAddresses} on all jumps to the label so far; null before the first. */
    long[] addresses;

    long[] addressesAtElse;
    /** For {@code EXIT}: which way out it is, among the region's exits. */
    int exit;

    /** For {@code try} and {@code try_table}: what is known of its exceptions. */
    Protection protection;

    Block(Form form, Kind[] params, Kind[] results, int base, int outerBase) {
        this.form = form;
        this.params = params;
        this.results = results;
        this.base = base;
        this.outerBase = outerBase;
        bottom = base;
    }

    /** Made when first asked for: nobody jumps to most blocks' ends. */
    Label label() {
        if (label == null) {
            label = new Label();
        }
        return label;
    }

    /** Whether a branch to the label ends the JVM method. */
    boolean leavesMethod() {
        return form == Form.FUNCTION || form == Form.EXIT;
    }

    Kind[] labelTypes() {
        return form == Form.LOOP ? params : results;
    }
}
