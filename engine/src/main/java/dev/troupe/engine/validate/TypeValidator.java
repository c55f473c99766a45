package dev.troupe.engine.validate;

import dev.troupe.engine.module.ArrayType;
import dev.troupe.engine.module.CompositeType;
import dev.troupe.engine.module.Feature;
import dev.troupe.engine.module.FuncType;
import dev.troupe.engine.module.InvalidModuleException;
import dev.troupe.engine.module.StorageType;
import dev.troupe.engine.module.StructType;
import dev.troupe.engine.types.Matching;

/** Validates type definitions (spec 3.2.7 to 3.2.11), whose indices canonicalisation has found to be in range. */
final class TypeValidator {
    /** As browsers have it; a call's operands and results pass through the operand stack. */
    private static final int MAX_VALUES = 1000;
    private static final int MAX_FIELDS = 10_000;

    private final ModuleContext context;
    private final FeatureGate features;

    TypeValidator(ModuleContext context) {
        this.context = context;
        this.features = context.features();
    }

    void validate() {
        var module = context.module();
        for (var group : module.recTypes()) {
            if (group.types().size() != 1) {
                features.require(Feature.GC, "recursive type");
            }
        }
        for (int i = 0; i < context.typeCount(); i++) {
            var definition = module.types().get(i);
            if (!definition.isFinal() || !definition.supertypes().isEmpty()) {
                features.require(Feature.GC, "sub type " + i);
            }
            composite(i, context.type(i).composite());
            if (!definition.supertypes().isEmpty()) {
                subtype(i, definition.supertypes().getFirst());
            }
        }
    }

    private void composite(int index, CompositeType type) {
        if (type instanceof FuncType func) {
            function(index, func);
        } else if (type instanceof StructType struct) {
            features.require(Feature.GC, "struct type " + index);
            if (struct.fields().size() > MAX_FIELDS) {
                throw new InvalidModuleException("struct type " + index + " has more than " + MAX_FIELDS + " fields");
            }
            for (var field : struct.fields()) {
                storage(index, field.type());
            }
        } else if (type instanceof ArrayType array) {
            features.require(Feature.GC, "array type " + index);
            storage(index, array.field().type());
        }
    }

    private void function(int index, FuncType func) {
        if (func.params().size() > MAX_VALUES || func.results().size() > MAX_VALUES) {
            throw new InvalidModuleException("function type " + index + " has more than " + MAX_VALUES + " parameters or results");
        }
        if (func.results().size() > 1) {
            features.require(Feature.MULTI_VALUE, "function type " + index + " with several results");
        }
        for (var param : func.params()) {
            storage(index, param);
        }
        for (var result : func.results()) {
            storage(index, result);
        }
    }

    private void storage(int index, StorageType type) {
        var missing = features.missing(type);
        if (missing != null) {
            features.require(missing, "type " + index + " with " + type);
        }
    }

    private void subtype(int index, int supertypeIndex) {
        var type = context.type(index);
        var supertype = context.type(supertypeIndex);
        if (supertype.isFinal()) {
            throw new InvalidModuleException("sub type " + index + " has final super type " + supertypeIndex);
        }
        if (!Matching.matches(type.composite(), supertype.composite())) {
            throw new InvalidModuleException("sub type " + index + " does not match super type " + supertypeIndex);
        }
    }
}
