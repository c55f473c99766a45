package dev.troupe.engine.validate;

import dev.troupe.engine.module.NumType;
import dev.troupe.engine.module.Opcode;
import dev.troupe.engine.module.ValType;
import dev.troupe.engine.module.VecType;

/** The operand and result types of the instructions that have the same ones always; the address of a memory access is left out. */
final class Signatures {
    /** By opcode, each made when first asked for, as a module has few of them; who makes one twice does no harm. */
    private static final Signatures[] KNOWN = new Signatures[Opcode.values().length];

    /** Null if there is no fixed signature; not to be changed. */
    final ValType[] params;
    final ValType[] results;
    /** The number of lanes among which a lane instruction chooses. */
    final int lanes;

    private Signatures(Opcode opcode) {
        var signature = opcode.signature();
        if (signature == null) {
            params = null;
            results = null;
        } else {
            int colon = signature.indexOf(':');
            params = types(signature.substring(signature.startsWith("a") ? 1 : 0, colon));
            results = types(signature.substring(colon + 1));
        }
        lanes = switch (opcode.immediate()) {
            case LANE -> Integer.parseInt(opcode.text().substring(opcode.text().indexOf('x') + 1, opcode.text().indexOf('.')));
            case MEMARG_LANE -> 16 >> opcode.naturalAlignment();
            default -> 0;
        };
    }

    static Signatures of(Opcode opcode) {
        var known = KNOWN[opcode.ordinal()];
        if (known == null) {
            known = new Signatures(opcode);
            KNOWN[opcode.ordinal()] = known;
        }
        return known;
    }

    private static ValType[] types(String letters) {
        var types = new ValType[letters.length()];
        for (int i = 0; i < types.length; i++) {
            types[i] = type(letters.charAt(i));
        }
        return types;
    }

    private static ValType type(char letter) {
        return switch (letter) {
            case 'i' -> NumType.I32;
            case 'l' -> NumType.I64;
            case 'f' -> NumType.F32;
            case 'd' -> NumType.F64;
            case 'v' -> VecType.V128;
            default -> throw new IllegalStateException("no type '" + letter + "' in an opcode's signature");
        };
    }
}
