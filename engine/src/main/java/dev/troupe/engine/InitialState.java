package dev.troupe.engine;

import dev.troupe.engine.module.ElementInit;
import dev.troupe.engine.module.ElementSegment;
import dev.troupe.engine.module.SegmentMode;
import dev.troupe.engine.runtime.ModuleInstance;
import dev.troupe.engine.validate.ModuleContext;
import java.util.List;

/**
 * What instances of a module begin with: constant expressions decoded, and the module's data as few parts. Made when the first instance is,
 * since a module may never have one. Immutable.
 */
final class InitialState {
    final Constant[] globals;
    /** Null for a table of nulls. */
    final Constant[] tables;
    final Elements[] elements;
    final List<DataWrite> writes;
    /** The contents of passive data segments, which instances share; null for active ones. */
    final byte[][] passiveData;

    /**
     * An element segment.
     *
     * @param functions the indices of functions; null if there are expressions
     * @param expressions null if there are functions
     * @param offset null if the segment is not active
     */
    record Elements(int[] functions, Constant[] expressions, int table, Constant offset, boolean isPassive) {
        static Elements of(ElementSegment segment) {
            var active = segment.mode() instanceof SegmentMode.Active mode ? mode : null;
            int table = active == null ? 0 : active.target();
            var offset = active == null ? null : Constant.of(active.offset());
            boolean isPassive = segment.mode() instanceof SegmentMode.Passive;
            return segment.init() instanceof ElementInit.Functions list
                    ? new Elements(list.indices(), null, table, offset, isPassive)
                    : new Elements(null, constants((ElementInit.Expressions) segment.init()), table, offset, isPassive);
        }

        private static Constant[] constants(ElementInit.Expressions init) {
            var constants = new Constant[init.size()];
            for (int i = 0; i < constants.length; i++) {
                constants[i] = Constant.of(init.expressions().get(i));
            }
            return constants;
        }

        /** The elements in an instance: {@code ref.func}s as functions or stubs of them. */
        Object[] in(ModuleInstance instance) {
            var values = new Object[functions == null ? expressions.length : functions.length];
            for (int i = 0; i < values.length; i++) {
                values[i] = functions == null ? expressions[i].in(instance) : instance.functionOrStub(functions[i]);
            }
            return values;
        }
    }

    // Loops and not streams: RATIONALE.md, "Why are there few lambdas on the way to a first result?".
    InitialState(ModuleContext context) {
        var module = context.module();
        globals = new Constant[module.globals().size()];
        for (int i = 0; i < globals.length; i++) {
            globals[i] = Constant.of(module.globals().get(i).init());
        }
        tables = new Constant[module.tables().size()];
        for (int i = 0; i < tables.length; i++) {
            var init = module.tables().get(i).init();
            tables[i] = init.isEmpty() ? null : Constant.of(init.get());
        }
        elements = new Elements[module.elements().size()];
        for (int i = 0; i < elements.length; i++) {
            elements[i] = Elements.of(module.elements().get(i));
        }
        writes = DataWrite.of(context);
        passiveData = new byte[module.dataSegments().size()][];
        for (int i = 0; i < passiveData.length; i++) {
            var segment = module.dataSegments().get(i);
            passiveData[i] = segment.mode() instanceof SegmentMode.Passive ? segment.bytes().toByteArray() : null;
        }
    }
}
