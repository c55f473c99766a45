package dev.troupe.engine.validate;

import dev.troupe.engine.module.NumType;
import dev.troupe.engine.module.Opcode;
import dev.troupe.engine.module.ValType;
import dev.troupe.engine.module.VecType;
import java.util.List;

/** The operand and result types of the instructions that have the same ones always; the address of a memory access is left out. */
final class Signatures {
    private static final List<ValType>[] PARAMS = lists();
    private static final List<ValType>[] RESULTS = lists();
    private static final byte[] LANES = new byte[Opcode.values().length];

    static {
        for (var opcode : Opcode.values()) {
            var signature = opcode.signature();
            if (signature != null) {
                int colon = signature.indexOf(':');
                PARAMS[opcode.ordinal()] = types(signature.substring(signature.startsWith("a") ? 1 : 0, colon));
                RESULTS[opcode.ordinal()] = types(signature.substring(colon + 1));
            }
            LANES[opcode.ordinal()] = switch (opcode.immediate()) {
                case LANE -> Byte.parseByte(opcode.text().substring(opcode.text().indexOf('x') + 1, opcode.text().indexOf('.')));
                case MEMARG_LANE -> (byte) (16 >> opcode.naturalAlignment());
                default -> 0;
            };
        }
    }

    private Signatures() {}

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static List<ValType>[] lists() {
        return new List[Opcode.values().length];
    }

    private static List<ValType> types(String letters) {
        var types = new ValType[letters.length()];
        for (int i = 0; i < types.length; i++) {
            types[i] = type(letters.charAt(i));
        }
        return List.of(types);
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

    /** Null if the opcode has no fixed signature. */
    static List<ValType> params(Opcode opcode) {
        return PARAMS[opcode.ordinal()];
    }

    static List<ValType> results(Opcode opcode) {
        return RESULTS[opcode.ordinal()];
    }

    /** The number of lanes among which a lane instruction chooses. */
    static int lanes(Opcode opcode) {
        return LANES[opcode.ordinal()];
    }
}
