package dev.troupe.engine.compile;

import dev.troupe.engine.module.Slice;
import dev.troupe.engine.runtime.CodeReport;
import dev.troupe.engine.runtime.Memory;
import dev.troupe.engine.runtime.MemoryForm;
import dev.troupe.engine.runtime.ModuleInstance;
import dev.troupe.engine.runtime.PollSite;
import dev.troupe.engine.runtime.WasmFunction;
import dev.troupe.engine.types.DefType;
import dev.troupe.engine.validate.ModuleContext;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;

/**
 * A module's code for each combination of memory forms that its instances have met; nearly always there is one. Which forms a memory
 * has is known when an instance gets its memories (RATIONALE.md, "Why is a module's code made per form of memory?"). Thread-safe.
 */
final class CodeVariants implements CompiledCode {
    private final ModuleContext context;
    private final CompileOptions options;
    private final ClassStore store;
    private final List<MemoryForm> usualForms;
    private final ModuleLoader usual;
    private final ConcurrentMap<List<MemoryForm>, ModuleLoader> others = new ConcurrentHashMap<>();

    CodeVariants(ModuleContext context, CompileOptions options, ClassStore store) {
        this.context = context;
        this.options = options;
        this.store = store;
        usualForms = usualForms(context);
        usual = load(usualForms, store);
    }

    private static List<MemoryForm> usualForms(ModuleContext context) {
        var forms = new MemoryForm[context.memoryCount()];
        for (int i = 0; i < forms.length; i++) {
            forms[i] = MemoryForm.usual(context.memory(i));
        }
        return List.of(forms);
    }

    private ModuleLoader loadOther(List<MemoryForm> forms) {
        return load(forms,
                store.part(forms.stream().map(form -> form.name().toLowerCase(Locale.ROOT)).collect(Collectors.joining("-", "", "/"))));
    }

    private ModuleLoader load(List<MemoryForm> forms, ClassStore classes) {
        var loader = new ModuleLoader(new Layout(context, options, forms), classes);
        // Room comes when instances have shown that they need it, which is no moment to wait for a whole module.
        if (options.eagerThreads() > 0 && !forms.contains(MemoryForm.ROOMY)) {
            loader.loadAll(options.eagerThreads());
        }
        return loader;
    }

    @Override
    public ModuleInstance newInstance(ModuleInstance.Parts parts) {
        var loader = isUsual(parts.memories()) ? usual : other(parts.memories());
        return loader.newInstance(parts.withCode(loader));
    }

    private boolean isUsual(Memory[] memories) {
        for (int i = 0; i < memories.length; i++) {
            if (memories[i].form() != usualForms.get(i)) {
                return false;
            }
        }
        return true;
    }

    private ModuleLoader other(Memory[] memories) {
        return others.computeIfAbsent(Arrays.stream(memories).map(Memory::form).toList(), this::loadOther);
    }

    @Override
    public Object evaluate(Slice expression, ModuleInstance instance) {
        return ((CompiledCode) instance.code).evaluate(expression, instance);
    }

    @Override
    public WasmFunction newFunction(ModuleInstance instance, int index) {
        return instance.code.newFunction(instance, index);
    }

    @Override
    public DefType type(int typeIndex) {
        return usual.type(typeIndex);
    }

    @Override
    public void generateAll(ClassStore classes) {
        usual.generateAll(classes);
    }

    @Override
    public CodeReport report(IntConsumer progress) {
        return usual.report(progress);
    }

    @Override
    public Map<String, Integer> codeSizes() {
        return usual.codeSizes();
    }

    @Override
    public PollSite pollSite() {
        return usual.pollSite();
    }
}
