package dev.troupe.engine.compile;

import dev.troupe.engine.module.Immediate;
import dev.troupe.engine.module.Opcode;

/**
 * A load or store as calls of methods, which differ in what is known of the address. Put together once per memory: names and descriptors
 * made anew for each access were an eighth of what C2 compiled in a large program's first seconds.
 *
 * @param name of all the methods
 * @param value the kind of what is loaded or stored
 * @param atZero the descriptor without a static offset
 * @param atOffset the descriptor with one
 * @param atKnown the descriptor with one, for addresses that are known not to be negative
 */
record AccessMethod(String name, Kind value, boolean isStore, String atZero, String atOffset, String atKnown) {
    /** The methods of all plain loads and stores of a memory. */
    static OpcodeTable<AccessMethod> table(AccessForm form) {
        var table = new OpcodeTable<AccessMethod>();
        for (var opcode : Opcode.values()) {
            if (opcode.immediate() == Immediate.MEMARG && opcode.prefix() == 0) {
                table.put(opcode, of(opcode, form));
            }
        }
        return table;
    }

    private static AccessMethod of(Opcode opcode, AccessForm form) {
        boolean isStore = opcode.signature().endsWith(":");
        var value = Kind.of(opcode.signature().charAt(isStore ? 1 : 2));
        var stored = isStore ? value : null;
        var loaded = isStore ? null : value;
        return new AccessMethod(PlainOps.methodName(opcode), value, isStore, form.descriptor(stored, loaded, 0),
                form.descriptor(stored, loaded, 1), form.knownDescriptor(stored, loaded));
    }
}
