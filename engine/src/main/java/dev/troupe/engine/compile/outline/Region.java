package dev.troupe.engine.compile.outline;

import java.util.List;

/**
 * A run of instructions that becomes a method of its own.
 *
 * @param start the position of the first instruction's opcode in the body's byte array
 * @param end the position behind the last instruction, where the surrounding code goes on
 * @param ins the wasm locals that it takes, ascending
 * @param outs the wasm locals that it gives back, ascending
 * @param privates the wasm locals that it uses and does not take, ascending
 * @param handled the wasm locals among {@code outs} that handlers outside read, which must be up to date at any time, ascending
 * @param exits the labels outside that it branches to, relative to the block that contains the region, ascending; a return is a
 *     branch to the function's label, a tail call one to the label beyond, and starting the function over one to the next
 * @param fallsThrough whether control may reach its end
 * @param calls whether it contains calls, or anything else that may grow a memory
 * @param handler whether it is what an interpreter does first for an opcode, and long
 * @param lanes whether its method does one of the four lanes of all vectors, and is called for each
 * @param inner regions inside this one, in order
 */
public record Region(
        int start,
        int end,
        int[] ins,
        int[] outs,
        int[] privates,
        int[] handled,
        int[] exits,
        boolean fallsThrough,
        boolean calls,
        boolean handler,
        boolean lanes,
        List<Region> inner) {
    /** How many ways control has to leave. */
    public int ways() {
        return exits.length + (fallsThrough ? 1 : 0);
    }
}
