package dev.troupe.engine.text;

import dev.troupe.engine.module.BinaryReader;
import dev.troupe.engine.module.CustomSection;
import dev.troupe.engine.module.Function;
import dev.troupe.engine.module.MalformedModuleException;
import dev.troupe.engine.module.Module;
import dev.troupe.engine.module.Opcode;
import java.util.HashMap;
import java.util.Map;

/** Takes a {@code metadata.code.branch_hint} section apart, if all of it can be said with annotations. */
final class BranchHintReader {
    private final CustomSection section;
    private final Map<Integer, Map<Integer, Integer>> hints;

    private BranchHintReader(CustomSection section, Map<Integer, Map<Integer, Integer>> hints) {
        this.section = section;
        this.hints = hints;
    }

    static BranchHintReader of(Module module) {
        var sections = module.customSections().stream()
                .filter(section -> section.name().equals(Annotation.BRANCH_HINT))
                .toList();
        if (sections.size() == 1) {
            try {
                return new BranchHintReader(sections.getFirst(), read(module, sections.getFirst()));
            } catch (MalformedModuleException notOurs) {
                return new BranchHintReader(null, Map.of());
            }
        }
        return new BranchHintReader(null, Map.of());
    }

    boolean isPrintable(CustomSection candidate) {
        return candidate == section;
    }

    /** Hints by the offset of their instruction in the function's body. */
    Map<Integer, Integer> of(int index, Function function) {
        var ofFunction = hints.get(index);
        if (ofFunction == null) {
            return Map.of();
        }
        int shift = BranchHints.localsSize(function.locals());
        var byBodyOffset = new HashMap<Integer, Integer>();
        ofFunction.forEach((offset, hint) -> byBodyOffset.put(offset - shift, hint));
        return byBodyOffset;
    }

    private static Map<Integer, Map<Integer, Integer>> read(Module module, CustomSection section) {
        var in = new BinaryReader(section.bytes());
        var result = new HashMap<Integer, Map<Integer, Integer>>();
        for (int functions = in.readLength(); functions > 0; functions--) {
            int index = in.readU32() - module.importedFunctions();
            check(index >= 0 && index < module.functions().size(), in);
            var function = module.functions().get(index);
            var hints = new HashMap<Integer, Integer>();
            for (int count = in.readLength(); count > 0; count--) {
                int offset = in.readU32();
                check(in.readU32() == 1 && isBranch(function, offset - BranchHints.localsSize(function.locals())), in);
                int value = in.readByte();
                check(value < 2 && hints.put(offset, value) == null, in);
            }
            check(result.put(index + module.importedFunctions(), hints) == null, in);
        }
        check(in.atEnd(), in);
        return result;
    }

    /** Whether a branch instruction may start there; an offset inside another instruction's immediate can deceive this. */
    private static boolean isBranch(Function function, int offset) {
        var body = function.body();
        if (offset < 0 || offset >= body.length()) {
            return false;
        }
        int code = body.bytes()[body.start() + offset];
        return code == Opcode.IF.code() || code == Opcode.BR_IF.code();
    }

    private static void check(boolean condition, BinaryReader in) {
        if (!condition) {
            throw MalformedModuleException.atOffset("malformed branch hint section", in.position());
        }
    }
}
