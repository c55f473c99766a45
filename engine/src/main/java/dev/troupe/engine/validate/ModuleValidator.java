package dev.troupe.engine.validate;

import dev.troupe.engine.module.AddressType;
import dev.troupe.engine.module.ElementInit;
import dev.troupe.engine.module.ExternKind;
import dev.troupe.engine.module.Feature;
import dev.troupe.engine.module.ImportDesc;
import dev.troupe.engine.module.InvalidModuleException;
import dev.troupe.engine.module.Limits;
import dev.troupe.engine.module.MemoryType;
import dev.troupe.engine.module.Module;
import dev.troupe.engine.module.RefType;
import dev.troupe.engine.module.SegmentMode;
import dev.troupe.engine.module.TableType;
import dev.troupe.engine.module.ValType;
import dev.troupe.engine.types.Matching;
import java.util.HashSet;
import java.util.Set;

/** Validates whole modules (spec 3.5). */
public final class ModuleValidator {
    private static final long MAX_TABLE_32 = 0xFFFF_FFFFL;

    private final Module module;
    private final ModuleContext context;
    private final FeatureGate features;
    private final ConstantValidator constants;
    private final FunctionValidator functions;

    private ModuleValidator(Module module, Set<Feature> enabled) {
        this.module = module;
        context = new ModuleContext(module, enabled);
        features = context.features();
        functions = new FunctionValidator(context);
        constants = new ConstantValidator(context, functions);
    }

    /**
     * Validates everything in a module, function bodies included.
     *
     * @param features what the module may use
     * @return what is known of the module from now on; bodies can be run through {@link FunctionValidator} with it, which then
     *     does not fail
     * @throws InvalidModuleException if the module is not valid, or uses a feature that is off; the latter names the feature
     */
    public static ModuleContext validate(Module module, Set<Feature> features) {
        var validator = new ModuleValidator(module, features);
        validator.definitions();
        validator.bodies();
        validator.start();
        validator.exports();
        return validator.context;
    }

    /**
     * The same for a module that {@link #validate} has accepted before with the same features, in whatever process.
     *
     * @param tailCalls as they were found then
     */
    public static ModuleContext known(Module module, Set<Feature> features, TailCallGraph tailCalls) {
        var context = new ModuleContext(module, features);
        context.tailCalls(tailCalls);
        return context;
    }

    private void definitions() {
        new TypeValidator(context).validate();
        for (var item : module.imports()) {
            if (item.desc() instanceof ImportDesc.Global global && global.type().mutable()) {
                features.require(Feature.MUTABLE_GLOBALS, "import of mutable global " + item.name());
            }
        }
        tags();
        memories();
        tables();
        globals();
        elements();
        dataSegments();
    }

    private void tags() {
        for (int i = 0; i < context.tagCount(); i++) {
            if (!features.has(Feature.EXCEPTIONS) && !features.has(Feature.LEGACY_EXCEPTIONS)) {
                features.require(Feature.EXCEPTIONS, "tag " + i);
            }
            var type = context.tag(i).funcType();
            if (!type.results().isEmpty()) {
                throw new InvalidModuleException("non-empty tag result type: tag " + i + " has type " + type);
            }
        }
    }

    private void memories() {
        if (context.memoryCount() > 1) {
            features.require(Feature.MULTI_MEMORY, "multiple memories");
        }
        for (int i = 0; i < context.memoryCount(); i++) {
            memory(context.memory(i), "memory " + i);
        }
    }

    private void memory(MemoryType type, String what) {
        if (type.addressType() == AddressType.I64) {
            features.require(Feature.MEMORY64, what + " has 64-bit addresses");
        }
        if (type.shared()) {
            features.require(Feature.THREADS, what + " is shared");
        }
        if (type.pageSizeLog2() != MemoryType.DEFAULT_PAGE_SIZE_LOG2) {
            features.require(Feature.CUSTOM_PAGE_SIZES, what + " has a custom page size");
            if (type.pageSizeLog2() != 0) {
                throw new InvalidModuleException("invalid custom page size: " + what + " has pages of 2^"
                        + Integer.toUnsignedString(type.pageSizeLog2()) + " bytes, not of 1 or 65536");
            }
        }
        int bits = (type.addressType() == AddressType.I64 ? 64 : 32) - type.pageSizeLog2();
        // With pages of one byte a size must still fit an address.
        long max = bits == 64 ? -1 : type.pageSizeLog2() == 0 ? (1L << bits) - 1 : 1L << bits;
        limits(type.limits(), max, "memory size must be at most " + switch (bits) {
            case 16 -> "65536 pages (4GiB)";
            case 32 -> "2^32-1 bytes";
            case 48 -> "2^48 pages";
            default -> "2^64-1 bytes";
        }, what);
        if (type.shared() && !type.limits().hasMax()) {
            throw new InvalidModuleException("shared memory must have maximum: " + what);
        }
    }

    private static void limits(Limits limits, long max, String reason, String what) {
        if (Long.compareUnsigned(limits.min(), max) > 0 || limits.hasMax() && Long.compareUnsigned(limits.max(), max) > 0) {
            throw new InvalidModuleException(reason + ": " + what);
        }
        if (limits.hasMax() && Long.compareUnsigned(limits.min(), limits.max()) > 0) {
            throw new InvalidModuleException("size minimum must not be greater than maximum: " + what + " has minimum "
                    + Long.toUnsignedString(limits.min()) + " and maximum " + Long.toUnsignedString(limits.max()));
        }
    }

    private void tables() {
        if (context.tableCount() > 1) {
            features.require(Feature.REFERENCE_TYPES, "multiple tables");
        }
        for (int i = 0; i < context.tableCount(); i++) {
            var type = context.table(i);
            var what = "table " + i;
            boolean wide = type.addressType() == AddressType.I64;
            if (wide) {
                features.require(Feature.MEMORY64, what + " has 64-bit indices");
            }
            if (!type.elementType().equals(RefType.FUNCREF)) {
                type(type.elementType(), what);
            }
            limits(type.limits(), wide ? -1 : MAX_TABLE_32, "table size must be at most " + (wide ? "2^64-1" : "2^32-1"), what);
        }
        for (int i = 0; i < module.tables().size(); i++) {
            int index = module.importedTables() + i;
            var what = "table " + index;
            var init = module.tables().get(i).init();
            var elementType = context.table(index).elementType();
            if (init.isPresent()) {
                features.require(Feature.FUNCTION_REFERENCES, what + " has an initial value");
                constants.validate(init.get(), elementType, module.importedGlobals(), what);
            } else if (!elementType.isDefaultable()) {
                throw new InvalidModuleException(
                        "type mismatch: " + what + " of non-defaultable type " + elementType + " has no initial value");
            }
        }
    }

    private void type(ValType type, String what) {
        var missing = features.missing(type);
        if (missing != null) {
            features.require(missing, what + " has type " + type);
        }
    }

    private void globals() {
        for (int i = 0; i < context.globalCount(); i++) {
            type(context.global(i).type(), "global " + i);
        }
        for (int i = 0; i < module.globals().size(); i++) {
            int index = module.importedGlobals() + i;
            constants.validate(module.globals().get(i).init(), context.global(index).type(), index, "global " + index);
        }
    }

    private void elements() {
        for (int i = 0; i < context.elementCount(); i++) {
            var segment = module.elements().get(i);
            var what = "elem segment " + i;
            var type = context.element(i);
            if (segment.init() instanceof ElementInit.Functions list) {
                for (int function : list.indices()) {
                    if (Integer.compareUnsigned(function, context.functionCount()) >= 0) {
                        throw new InvalidModuleException("unknown function " + Integer.toUnsignedString(function) + " (in " + what + ")");
                    }
                }
            } else if (segment.init() instanceof ElementInit.Expressions list) {
                features.require(Feature.BULK_MEMORY, what + " has expressions");
                if (!type.equals(RefType.FUNCREF)) {
                    type(type, what);
                }
                list.expressions().forEach(expression -> constants.validate(expression, type, context.globalCount(), what));
            }
            if (segment.mode() instanceof SegmentMode.Active active) {
                var table = table(active.target(), what);
                if (!Matching.matches(type, table.elementType())) {
                    throw new InvalidModuleException(
                            "type mismatch: " + what + " of type " + type + " does not fit table of " + table.elementType());
                }
                constants.validate(active.offset(), table.addressType().valType(), context.globalCount(), what);
            } else {
                features.require(Feature.BULK_MEMORY, what + " is not active");
            }
        }
    }

    private TableType table(int index, String what) {
        if (Integer.compareUnsigned(index, context.tableCount()) >= 0) {
            throw new InvalidModuleException("unknown table " + Integer.toUnsignedString(index) + " (in " + what + ")");
        }
        return context.table(index);
    }

    private void dataSegments() {
        if (module.hasDataCount()) {
            features.require(Feature.BULK_MEMORY, "data count section");
        }
        for (int i = 0; i < context.dataCount(); i++) {
            var what = "data segment " + i;
            if (module.dataSegments().get(i).mode() instanceof SegmentMode.Active active) {
                if (Integer.compareUnsigned(active.target(), context.memoryCount()) >= 0) {
                    throw new InvalidModuleException("unknown memory " + Integer.toUnsignedString(active.target()) + " (in " + what + ")");
                }
                var address = context.memory(active.target()).addressType().valType();
                constants.validate(active.offset(), address, context.globalCount(), what);
            } else {
                features.require(Feature.BULK_MEMORY, what + " is passive");
            }
        }
    }

    private void bodies() {
        var tailCalls = new TailCallCollector();
        var contents = new byte[context.functionCount() - module.importedFunctions()];
        for (int i = module.importedFunctions(); i < context.functionCount(); i++) {
            tailCalls.function(i);
            functions.validate(i, tailCalls.visitor(i));
            contents[i - module.importedFunctions()] = (byte) functions.contents();
        }
        context.contents(contents);
        context.tailCalls(tailCalls.graph());
    }

    private void start() {
        if (module.start().isEmpty()) {
            return;
        }
        int index = module.start().getAsInt();
        if (Integer.compareUnsigned(index, context.functionCount()) >= 0) {
            throw new InvalidModuleException("unknown function " + Integer.toUnsignedString(index) + " (the start function)");
        }
        var type = context.function(index).funcType();
        if (!type.params().isEmpty() || !type.results().isEmpty()) {
            throw new InvalidModuleException("start function must not have parameters or results: function " + index + " has type " + type);
        }
    }

    private void exports() {
        var names = new HashSet<String>();
        for (var export : module.exports()) {
            int count = switch (export.kind()) {
                case FUNC -> context.functionCount();
                case TABLE -> context.tableCount();
                case MEMORY -> context.memoryCount();
                case GLOBAL -> context.globalCount();
                case TAG -> context.tagCount();
            };
            if (Integer.compareUnsigned(export.index(), count) >= 0) {
                var kind = export.kind() == ExternKind.FUNC ? "function" : export.kind().toString();
                throw new InvalidModuleException(
                        "unknown " + kind + " " + Integer.toUnsignedString(export.index()) + " (in export \"" + export.name() + "\")");
            }
            if (export.kind() == ExternKind.GLOBAL && context.global(export.index()).mutable()) {
                features.require(Feature.MUTABLE_GLOBALS, "export of mutable global " + export.index());
            }
            if (!names.add(export.name())) {
                throw new InvalidModuleException("duplicate export name \"" + export.name() + "\"");
            }
        }
    }
}
