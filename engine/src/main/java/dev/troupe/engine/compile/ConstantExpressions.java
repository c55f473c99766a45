package dev.troupe.engine.compile;

import dev.troupe.engine.module.BinaryReader;
import dev.troupe.engine.module.ElementInit;
import dev.troupe.engine.module.Opcode;
import dev.troupe.engine.module.RefType;
import dev.troupe.engine.module.Slice;
import dev.troupe.engine.module.ValType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The constant expressions of a module that are worth compiling: those of reference types that are more than one {@code ref.null},
 * {@code ref.func} or {@code global.get}. Immutable.
 */
final class ConstantExpressions {
    /** Expressions per class. */
    static final int GROUP = 64;

    /** An expression and its closed type. */
    record Expression(Slice code, ValType type) {}

    private final List<Expression> expressions = new ArrayList<>();
    /** Index by the start of the code. */
    private final Map<Integer, Integer> indices = new HashMap<>();

    ConstantExpressions(Layout layout) {
        var module = layout.module();
        var context = layout.context();
        for (int i = 0; i < module.globals().size(); i++) {
            add(module.globals().get(i).init(), context.global(module.importedGlobals() + i).type());
        }
        for (int i = 0; i < module.tables().size(); i++) {
            var type = context.table(module.importedTables() + i).elementType();
            module.tables().get(i).init().ifPresent(init -> add(init, type));
        }
        for (int i = 0; i < module.elements().size(); i++) {
            var type = context.element(i);
            if (module.elements().get(i).init() instanceof ElementInit.Expressions list) {
                list.expressions().forEach(expression -> add(expression, type));
            }
        }
    }

    private void add(Slice expression, ValType type) {
        if (type instanceof RefType && !isSimple(expression)) {
            indices.put(expression.start(), expressions.size());
            expressions.add(new Expression(expression, type));
        }
    }

    private static boolean isSimple(Slice expression) {
        var in = new BinaryReader(expression);
        int code = in.readByte();
        if (code == Opcode.REF_NULL.code()) {
            in.readS33();
        } else if (code == Opcode.REF_FUNC.code() || code == Opcode.GLOBAL_GET.code()) {
            in.readU32();
        } else {
            return false;
        }
        return in.readByte() == Opcode.END.code();
    }

    /** @throws NullPointerException if the expression is not one of these */
    int index(Slice expression) {
        return indices.get(expression.start());
    }

    int groupCount() {
        return (expressions.size() + GROUP - 1) / GROUP;
    }

    List<Expression> group(int group) {
        return expressions.subList(group * GROUP, Math.min(expressions.size(), (group + 1) * GROUP));
    }
}
