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
import java.util.stream.IntStream;

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
        usualForms = IntStream.range(0, context.memoryCount()).mapToObj(i -> MemoryForm.usual(context.memory(i))).toList();
        usual = load(usualForms, store);
    }

    private ModuleLoader loadOther(List<MemoryForm> forms) {
        return load(forms,
                store.part(forms.stream().map(form -> form.name().toLowerCase(Locale.ROOT)).collect(Collectors.joining("-", "", "/"))));
    }

    private ModuleLoader load(List<MemoryForm> forms, ClassStore classes) {
        var loader = new ModuleLoader(new Layout(context, options, forms), classes);
        if (options.eagerThreads() > 0) {
            loader.loadAll(options.eagerThreads());
        }
        return loader;
    }

    @Override
    public ModuleInstance newInstance(ModuleInstance.Parts parts) {
        var forms = Arrays.stream(parts.memories()).map(Memory::form).toList();
        var loader = forms.equals(usualForms) ? usual : others.computeIfAbsent(forms, this::loadOther);
        return loader.newInstance(parts.withCode(loader));
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
