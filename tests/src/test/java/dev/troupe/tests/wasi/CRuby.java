package dev.troupe.tests.wasi;

import dev.troupe.engine.CompiledModule;
import dev.troupe.engine.Imports;
import dev.troupe.engine.Instance;
import dev.troupe.engine.module.FuncType;
import dev.troupe.engine.module.ImportDesc;
import dev.troupe.engine.runtime.HostFunction;
import dev.troupe.engine.runtime.StoreLimits;
import dev.troupe.engine.wasi.WasiConfig;
import dev.troupe.engine.wasi.WasiProgram;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A Ruby interpreter: the reactor of npm's {@code @ruby/3.4-wasm-wasi}, whose JavaScript side is stubbed. Strings go in as address and
 * length in memory that the guest allocates (the component model's canonical ABI of 2022).
 */
final class CRuby implements AutoCloseable {
    private final List<Object> handles = new ArrayList<>();
    private final WasiProgram program;
    private final Instance instance;

    CRuby(CompiledModule module, WasiConfig config) {
        program = WasiProgram.create(module, config.withArguments("ruby.wasm"), stubs(module), StoreLimits.defaults());
        instance = program.instance();
        strings("ruby-init: func(args: list<string>) -> ()", "ruby.wasm", "-EUTF-8", "-e_=0");
    }

    /** Evaluates a script. @return its status: 0, or the number of the kind of exit */
    int eval(String script) {
        var result = instance.invoke("rb-eval-string-protect: func(str: string) -> tuple<handle<rb-abi-value>, s32>", string(script));
        return instance.memory("memory").readInt((int) result[0] + 4);
    }

    private Object[] string(String text) {
        var bytes = (text + "\0").getBytes(StandardCharsets.UTF_8);
        int address = allocate(bytes.length, 1);
        instance.memory("memory").write(address, bytes);
        return new Object[] {address, bytes.length};
    }

    private void strings(String function, String... texts) {
        int list = allocate(8 * texts.length, 4);
        for (int i = 0; i < texts.length; i++) {
            var text = string(texts[i]);
            instance.memory("memory").writeInt(list + 8 * i, (int) text[0]);
            instance.memory("memory").writeInt(list + 8 * i + 4, (int) text[1]);
        }
        instance.invoke(function, list, texts.length);
    }

    private int allocate(int size, int alignment) {
        return (int) instance.invoke("cabi_realloc", 0, 0, alignment, size)[0];
    }

    /** Handles of Ruby values are kept by the host; what belongs to JavaScript is not there. */
    private Imports stubs(CompiledModule module) {
        Map<String, HostFunction.Untyped> known = Map.of(
                "resource_new_rb-abi-value",
                (caller, arguments) -> {
                    handles.add(arguments[0]);
                    return new Object[] {handles.size() - 1};
                },
                "resource_get_rb-abi-value",
                (caller, arguments) -> new Object[] {handles.get((int) arguments[0])});
        var imports = Imports.builder();
        for (var wanted : module.module().imports()) {
            if (wanted.desc() instanceof ImportDesc.Func function && !wanted.module().startsWith("wasi_")) {
                HostFunction.Untyped missing = (caller, arguments) -> {
                    throw new UnsupportedOperationException(wanted.name());
                };
                var type = (FuncType) module.module().types().get(function.typeIndex()).composite();
                imports.function(
                        wanted.module(), wanted.name(), HostFunction.untyped(type, known.getOrDefault(wanted.name(), missing)));
            }
        }
        return imports.build();
    }

    @Override
    public void close() {
        program.close();
    }
}
