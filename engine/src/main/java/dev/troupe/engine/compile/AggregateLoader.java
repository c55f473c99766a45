package dev.troupe.engine.compile;

import dev.troupe.engine.runtime.Bootstraps;
import dev.troupe.engine.runtime.WasmStruct;
import dev.troupe.engine.types.DefType;
import dev.troupe.engine.types.GroupDigest;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The class loader of one recursive group's struct and array classes, which all modules share that have the group. Lives as long as
 * the group's types; generates a class when it is first resolved. Thread-safe.
 */
final class AggregateLoader extends ClassLoader implements Bootstraps.GroupLoader {
    /** Followed by the digest of the group, a slash and the type's position in it: the same in every process, for code that is kept. */
    static final String PREFIX = "wasm/types/";

    static {
        registerAsParallelCapable();
    }

    private final DefType[] group;
    private final String prefix;
    /** Superclasses that belong to other groups, by name. */
    private final Map<String, Class<?>> foreign = new ConcurrentHashMap<>();

    private AggregateLoader(DefType[] group) {
        super("troupe-types", WasmStruct.class.getClassLoader());
        this.group = group;
        prefix = PREFIX + GroupDigest.of(group[0]) + "/";
    }

    private static AggregateLoader of(DefType type) {
        return (AggregateLoader) type.companion(AggregateLoader::new);
    }

    /** The internal name of a type's class. */
    static String name(DefType type) {
        return of(type).prefix + type.groupIndex();
    }

    /** The class of a struct or array type. */
    static Class<?> load(DefType type) {
        try {
            return of(type).loadClass(name(type).replace('/', '.'));
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public DefType member(int index) {
        return group[index];
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        var internalName = name.replace('.', '/');
        if (!internalName.startsWith(prefix)) {
            var found = foreign.get(internalName);
            if (found == null) {
                throw new ClassNotFoundException(name);
            }
            return found;
        }
        var type = group[Integer.parseInt(internalName, prefix.length(), internalName.length(), 10)];
        var supertype = type.supertype();
        if (supertype != null && of(supertype) != this) {
            foreign.put(name(supertype), load(supertype));
        }
        var bytes = AggregateClass.generate(type);
        return defineClass(name, bytes, 0, bytes.length);
    }
}
