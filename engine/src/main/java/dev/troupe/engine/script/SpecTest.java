package dev.troupe.engine.script;

import dev.troupe.engine.Imports;
import dev.troupe.engine.module.AddressType;
import dev.troupe.engine.module.FuncType;
import dev.troupe.engine.module.GlobalType;
import dev.troupe.engine.module.Limits;
import dev.troupe.engine.module.MemoryType;
import dev.troupe.engine.module.RefType;
import dev.troupe.engine.module.TableType;
import dev.troupe.engine.module.ValType;
import dev.troupe.engine.runtime.Global;
import dev.troupe.engine.runtime.HostFunction;
import dev.troupe.engine.runtime.Memory;
import dev.troupe.engine.runtime.Store;
import dev.troupe.engine.runtime.Table;
import java.util.List;
import java.util.function.Consumer;

/** The host module {@code spectest} that every script may import from. */
final class SpecTest {
    private static final Limits TABLE_LIMITS = Limits.of(10, 20);
    private static final Limits MEMORY_LIMITS = Limits.of(1, 2);

    private SpecTest() {}

    /** @param print takes what the guest prints, a line a call */
    static Imports create(Store store, Consumer<String> print) {
        var imports = Imports.builder();
        function(imports, print, "print");
        function(imports, print, "print_i32", ValType.I32);
        function(imports, print, "print_i64", ValType.I64);
        function(imports, print, "print_f32", ValType.F32);
        function(imports, print, "print_f64", ValType.F64);
        function(imports, print, "print_i32_f32", ValType.I32, ValType.F32);
        function(imports, print, "print_f64_f64", ValType.F64, ValType.F64);
        global(imports, "global_i32", ValType.I32, 666);
        global(imports, "global_i64", ValType.I64, 666L);
        global(imports, "global_f32", ValType.F32, 666.6f);
        global(imports, "global_f64", ValType.F64, 666.6);
        imports.table("spectest", "table", Table.create(store, TableType.of(RefType.FUNCREF, TABLE_LIMITS), null));
        var table64 = new TableType(AddressType.I64, RefType.FUNCREF, TABLE_LIMITS);
        imports.table("spectest", "table64", Table.create(store, table64, null));
        imports.memory("spectest", "memory", Memory.create(store, MemoryType.of(MEMORY_LIMITS)));
        var shared = new MemoryType(AddressType.I32, MEMORY_LIMITS, true, MemoryType.DEFAULT_PAGE_SIZE_LOG2);
        imports.memory("spectest", "shared_memory", Memory.create(store, shared));
        return imports.build();
    }

    private static void function(Imports.Builder imports, Consumer<String> print, String name, ValType... params) {
        var type = FuncType.of(List.of(params), List.of());
        imports.function("spectest", name, HostFunction.untyped(type, (caller, arguments) -> {
            print.accept(name + " " + Values.describe(arguments));
            return null;
        }));
    }

    private static void global(Imports.Builder imports, String name, ValType type, Object value) {
        imports.global("spectest", name, Global.of(new GlobalType(type, false), value));
    }
}
