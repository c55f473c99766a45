package dev.troupe.engine.text;

import dev.troupe.engine.module.AbstractHeapType;
import dev.troupe.engine.module.AddressType;
import dev.troupe.engine.module.ArrayType;
import dev.troupe.engine.module.CanonicalType;
import dev.troupe.engine.module.CompositeType;
import dev.troupe.engine.module.FieldType;
import dev.troupe.engine.module.FuncType;
import dev.troupe.engine.module.GlobalType;
import dev.troupe.engine.module.HeapType;
import dev.troupe.engine.module.Limits;
import dev.troupe.engine.module.MemoryType;
import dev.troupe.engine.module.RefType;
import dev.troupe.engine.module.StorageType;
import dev.troupe.engine.module.StructType;
import dev.troupe.engine.module.SubType;
import dev.troupe.engine.module.TableType;
import dev.troupe.engine.module.TypeIndex;
import dev.troupe.engine.module.ValType;
import java.math.BigInteger;
import java.util.List;

/** Prints types with the module's identifiers. */
final class TypePrinter {
    private final ModuleNames names;

    TypePrinter(ModuleNames names) {
        this.names = names;
    }

    String heapType(HeapType type) {
        return switch (type) {
            case AbstractHeapType a -> a.toString();
            case TypeIndex t -> names.types.reference(t.index());
            case CanonicalType c -> throw new IllegalArgumentException("a canonical type has no text form: " + c);
        };
    }

    String storageType(StorageType type) {
        if (type instanceof RefType(boolean nullable, TypeIndex(int index))) {
            return "(ref " + (nullable ? "null " : "") + names.types.reference(index) + ")";
        }
        return type.toString();
    }

    String globalType(GlobalType type) {
        return type.mutable() ? "(mut " + storageType(type.type()) + ")" : storageType(type.type());
    }

    private String fieldType(FieldType type) {
        return type.mutable() ? "(mut " + storageType(type.type()) + ")" : storageType(type.type());
    }

    /** Parameters and results, each with a space before it; parameters with names stand alone. */
    String signature(FuncType type, Identifiers parameters) {
        var out = new StringBuilder();
        declarations(out, "param", type.params(), parameters, 0);
        if (!type.results().isEmpty()) {
            out.append(" (result");
            type.results().forEach(result -> out.append(' ').append(storageType(result)));
            out.append(')');
        }
        return out.toString();
    }

    /** Parameters or locals: those without a name share a form. */
    void declarations(StringBuilder out, String keyword, List<? extends ValType> types, Identifiers ids, int firstIndex) {
        boolean open = false;
        for (int i = 0; i < types.size(); i++) {
            boolean named = ids.has(firstIndex + i);
            if (open && named) {
                out.append(')');
                open = false;
            }
            if (!open) {
                out.append(" (").append(keyword).append(ids.definition(firstIndex + i));
                open = true;
            }
            out.append(' ').append(storageType(types.get(i)));
            if (named) {
                out.append(')');
                open = false;
            }
        }
        if (open) {
            out.append(')');
        }
    }

    String definition(int index, SubType type) {
        var out = new StringBuilder("(type").append(names.types.definition(index)).append(" (;").append(index).append(";) ");
        boolean plain = type.isFinal() && type.supertypes().isEmpty();
        if (!plain) {
            out.append(type.isFinal() ? "(sub final" : "(sub");
            type.supertypes().forEach(supertype -> out.append(' ').append(names.types.reference(supertype)));
            out.append(' ');
        }
        composite(out, index, type.composite());
        return out.append(plain ? ")" : "))").toString();
    }

    private void composite(StringBuilder out, int index, CompositeType type) {
        switch (type) {
            case FuncType f -> out.append("(func").append(signature(f, Identifiers.NONE)).append(')');
            case ArrayType a -> out.append("(array ").append(fieldType(a.field())).append(')');
            case StructType s -> {
                out.append("(struct");
                for (int i = 0; i < s.fields().size(); i++) {
                    var id = names.fields(index).definition(i);
                    out.append(" (field").append(id).append(' ').append(fieldType(s.fields().get(i))).append(')');
                }
                out.append(')');
            }
        }
    }

    String tableType(TableType type) {
        return addressType(type.addressType()) + limits(type.limits()) + " " + storageType(type.elementType());
    }

    String memoryType(MemoryType type) {
        var pageSize = type.pageSizeLog2() == MemoryType.DEFAULT_PAGE_SIZE_LOG2
                ? ""
                : " (pagesize " + BigInteger.ONE.shiftLeft(type.pageSizeLog2()) + ")";
        return addressType(type.addressType()) + limits(type.limits()) + (type.shared() ? " shared" : "") + pageSize;
    }

    private static String addressType(AddressType type) {
        return type == AddressType.I64 ? "i64 " : "";
    }

    private static String limits(Limits limits) {
        var min = Long.toUnsignedString(limits.min());
        return limits.hasMax() ? min + " " + Long.toUnsignedString(limits.max()) : min;
    }
}
