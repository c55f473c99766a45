package dev.troupe.engine.script;

import dev.troupe.engine.CompiledModule;
import dev.troupe.engine.Engine;
import dev.troupe.engine.Imports;
import dev.troupe.engine.Instance;
import dev.troupe.engine.binary.ModuleDecoder;
import dev.troupe.engine.binary.ModuleEncoder;
import dev.troupe.engine.module.Feature;
import dev.troupe.engine.module.Import;
import dev.troupe.engine.module.Module;
import dev.troupe.engine.runtime.Store;
import dev.troupe.engine.runtime.StoreLimits;
import dev.troupe.engine.text.TextParser;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** The modules and instances that a running script has made so far, all in one store. */
final class ScriptState {
    /** Either a result, or the feature for want of which there is none. */
    private record Slot<T>(T value, Feature missing) {
        T get() {
            if (missing != null) {
                throw new OutOfScopeException(missing);
            }
            return value;
        }
    }

    /** The script refers to what it has not made. */
    static final class UnknownNameException extends RuntimeException {
        private static final long serialVersionUID = 1;

        UnknownNameException(String message) {
            super(message, null, false, false);
        }
    }

    final Store store;
    private final Engine engine;
    private final Set<Feature> language;
    private final Imports specTest;
    private final Map<String, Slot<CompiledModule>> definitions = new HashMap<>();
    private final Map<String, Slot<Instance>> instances = new HashMap<>();
    private final Map<String, Slot<Instance>> registered = new HashMap<>();

    ScriptState(Engine engine, Set<Feature> language, StoreLimits limits, Consumer<String> print) {
        store = Store.create(limits);
        this.engine = engine;
        this.language = language;
        specTest = SpecTest.create(store, print);
    }

    /** An empty state for modules in a language that is a part of this one's. */
    ScriptState inLanguage(Set<Feature> part) {
        var features = EnumSet.copyOf(part);
        features.retainAll(engine.features());
        return new ScriptState(Engine.builder().features(features).build(), part, store.limits(), line -> {});
    }

    Module parse(ModuleSource source) {
        return switch (source) {
            case ModuleSource.Text text -> parse(text);
            case ModuleSource.Quote quote -> TextParser.parse(quote.text(), language);
            case ModuleSource.Binary binary -> ModuleDecoder.decode(binary.bytes(), language);
            case ModuleSource.Defined defined -> definition(defined.name()).module();
        };
    }

    private Module parse(ModuleSource.Text text) {
        var in = text.cursor().copy();
        return in.isForm("module") ? TextParser.parseModule(in, language) : TextParser.parseFields(in, language);
    }

    CompiledModule compile(ModuleSource source) {
        if (source instanceof ModuleSource.Defined defined) {
            return definition(defined.name());
        }
        var module = parse(source);
        requireFeatures(module);
        return engine.compile(source instanceof ModuleSource.Binary binary ? binary.bytes() : ModuleEncoder.encode(module));
    }

    private void requireFeatures(Module module) {
        Set<Feature> missing = EnumSet.copyOf(FeatureScanner.scan(module));
        missing.retainAll(language);
        missing.removeAll(engine.features());
        if (!missing.isEmpty()) {
            throw new OutOfScopeException(missing.stream().reduce((first, last) -> last).orElseThrow());
        }
    }

    void define(String name, ModuleSource source) {
        Slot<CompiledModule> slot;
        definitions.remove(null);
        try {
            slot = new Slot<>(compile(source), null);
        } catch (OutOfScopeException e) {
            slot = new Slot<>(null, e.feature());
        }
        definitions.put(null, slot);
        if (name != null) {
            definitions.put(name, slot);
        }
    }

    /** From here on there is no last instance, until there is one again. */
    void forgetLast() {
        instances.remove(null);
    }

    void instantiate(String name, String definition) {
        Slot<Instance> slot;
        forgetLast();
        try {
            slot = new Slot<>(instantiate(definition(definition)), null);
        } catch (OutOfScopeException e) {
            slot = new Slot<>(null, e.feature());
        }
        instances.put(null, slot);
        if (name != null) {
            instances.put(name, slot);
        }
    }

    Instance instantiate(CompiledModule module) {
        var imports = Imports.builder().addAll(specTest);
        for (Import item : module.module().imports()) {
            var provider = registered.get(item.module());
            if (provider != null) {
                imports.instance(item.module(), provider.get());
            }
        }
        return module.instantiate(store, imports.build());
    }

    private CompiledModule definition(String name) {
        return found(definitions, name, "module").get();
    }

    Instance instance(String name) {
        return found(instances, name, "instance").get();
    }

    void register(String as, String instance) {
        registered.put(as, found(instances, instance, "instance"));
    }

    private static <T> Slot<T> found(Map<String, Slot<T>> slots, String name, String what) {
        var slot = slots.get(name);
        if (slot == null) {
            throw new UnknownNameException(name == null ? "there is no " + what : "there is no " + what + " $" + name);
        }
        return slot;
    }

    /** Makes instances of another state known here. */
    void share(ScriptState other, Iterable<String> names) {
        names.forEach(name -> instances.put(name, found(other.instances, name, "instance")));
    }
}
