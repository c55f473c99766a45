package dev.troupe.engine.compile;

import dev.troupe.engine.module.ModuleTooLargeException;
import dev.troupe.engine.module.Slice;
import dev.troupe.engine.runtime.Bootstraps;
import dev.troupe.engine.runtime.CodeReport;
import dev.troupe.engine.runtime.ConstantCode;
import dev.troupe.engine.runtime.GuestNames;
import dev.troupe.engine.runtime.ModuleCode;
import dev.troupe.engine.runtime.ModuleInstance;
import dev.troupe.engine.runtime.PollSite;
import dev.troupe.engine.runtime.Store;
import dev.troupe.engine.runtime.Trap;
import dev.troupe.engine.runtime.WasmFunction;
import dev.troupe.engine.types.DefType;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.IntConsumer;
import org.objectweb.asm.ClassTooLargeException;

/**
 * The class loader of one module's code. It generates a class when HotSpot first resolves it, which makes compilation lazy at no cost
 * later. Thread-safe.
 */
final class ModuleLoader extends ClassLoader implements CompiledCode, Bootstraps.CodeLoader {
    private static final MethodType NEW_INSTANCE = MethodType.methodType(ModuleInstance.class, ModuleInstance.Parts.class);
    private static final MethodType NEW_FUNCTION = MethodType.methodType(WasmFunction.class, DefType.class, Store.class,
            ModuleInstance.class);

    static {
        registerAsParallelCapable();
    }

    private final Layout layout;
    private final ClassStore store;
    private final PollSite pollSite = new PollSite();
    private final AtomicReferenceArray<MethodHandle> functionConstructors;
    private final MethodHandle newInstance;
    /** Null until an instance has a constant expression that is compiled. */
    private volatile Constants constants;

    private record Constants(ConstantExpressions expressions, AtomicReferenceArray<ConstantCode> groups) {
        Constants(ConstantExpressions expressions) {
            this(expressions, new AtomicReferenceArray<>(expressions.groupCount()));
        }
    }

    ModuleLoader(Layout layout, ClassStore store) {
        super(Trap.LOADER_PREFIX + layout.module().names().module().orElse("wasm"), SignatureClasses.loader());
        this.layout = layout;
        this.store = store;
        functionConstructors = new AtomicReferenceArray<>(layout.context().functionCount());
        try {
            newInstance = constructor(Names.INSTANCE, NEW_INSTANCE);
        } catch (LinkageError e) {
            throw tooLarge(e);
        }
    }

    /** For the user if the JVM's limits are the reason, else the error itself. */
    private static RuntimeException tooLarge(LinkageError error) {
        var forUser = tooLarge(error.getCause());
        if (forUser == null) {
            throw error;
        }
        return forUser;
    }

    /** For the user if the JVM's limits are the reason, else null. */
    private static ModuleTooLargeException tooLarge(Throwable reason) {
        return switch (reason) {
            case ClassTooLargeException e when e.getClassName().equals(Names.INSTANCE) -> new ModuleTooLargeException(
                    "too many globals, imports, tables and tags: they need " + e.getConstantPoolCount()
                            + " constants in the instance's class, the JVM allows 65535",
                    e);
            case ClassTooLargeException e -> new ModuleTooLargeException(
                    "a function is too large: it needs " + e.getConstantPoolCount() + " constants in one class, the JVM allows 65535", e);
            case FunctionTooLargeException e -> new ModuleTooLargeException(e.getMessage(), e);
            case null, default -> null;
        };
    }

    @Override
    public ModuleCode code() {
        return this;
    }

    @Override
    public ModuleInstance newInstance(ModuleInstance.Parts parts) {
        try {
            return (ModuleInstance) newInstance.invokeExact(parts);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public WasmFunction newFunction(ModuleInstance instance, int index) {
        var made = (WasmFunction) instance.newFunction(index, layout.context().function(index));
        return made == null ? constructed(instance, index) : made;
    }

    private WasmFunction constructed(ModuleInstance instance, int index) {
        var constructor = functionConstructors.get(index);
        if (constructor == null) {
            constructor = constructor(Names.FUNCTION_PREFIX + index, NEW_FUNCTION);
            functionConstructors.set(index, constructor);
        }
        try {
            return (WasmFunction) constructor.invokeExact(layout.context().function(index), instance.store(), instance);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public Object evaluate(Slice expression, ModuleInstance instance) {
        var constants = constants();
        int index = constants.expressions.index(expression);
        int group = index / ConstantExpressions.GROUP;
        var code = constants.groups.get(group);
        if (code == null) {
            code = newConstants(group);
            constants.groups.set(group, code);
        }
        return code.evaluate(index % ConstantExpressions.GROUP, instance);
    }

    private Constants constants() {
        if (constants == null) {
            synchronized (layout) {
                if (constants == null) {
                    constants = new Constants(new ConstantExpressions(layout));
                }
            }
        }
        return constants;
    }

    private ConstantCode newConstants(int group) {
        try {
            return (ConstantCode) loadClass((Names.CONSTANTS_PREFIX + group).replace('/', '.')).getConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public DefType type(int typeIndex) {
        return layout.context().type(typeIndex);
    }

    @Override
    public PollSite pollSite() {
        return pollSite;
    }

    @Override
    public Map<String, Integer> codeSizes() {
        var sizes = new LinkedHashMap<String, Integer>();
        for (int group = 0; group < layout.groupCount(); group++) {
            CodeClass.generate(layout, group).forEach((name, bytes) -> {
                if (!name.contains(Names.FURTHER_CODE + Names.LOCALS)) {
                    CodeSizes.of(bytes)
                            .forEach((method, size) -> sizes.put(GuestNames.decode(method.substring(0, method.lastIndexOf('('))), size));
                }
            });
        }
        return sizes;
    }

    @Override
    public CodeReport report(IntConsumer progress) {
        return CodeReporter.report(this, layout, progress);
    }

    @Override
    public void generateAll(ClassStore classes) {
        var context = layout.context();
        var names = new ArrayList<String>();
        names.add(Names.INSTANCE);
        for (int group = 0; group < layout.groupCount(); group++) {
            names.add(Names.CODE_PREFIX + group);
            names.add(Names.TAIL_PREFIX + group);
        }
        for (int function = layout.module().importedFunctions(); function < context.functionCount(); function++) {
            if (context.isDeclared(function)) {
                names.add(Names.FUNCTION_PREFIX + function);
            }
        }
        for (int group = 0; group < MakerClass.groupCount(layout); group++) {
            if (MakerClass.has(layout, group)) {
                names.add(Names.MAKERS_PREFIX + group);
            }
        }
        for (int function = 0; function < layout.module().importedFunctions(); function++) {
            if (!layout.hasImportField(function) && !names.getLast().equals(layout.bodyOwner(function))) {
                names.add(layout.bodyOwner(function));
            }
        }
        for (int group = 0; group < constants().expressions.groupCount(); group++) {
            names.add(Names.CONSTANTS_PREFIX + group);
        }
        try {
            for (var name : names) {
                classes.add(name, generate(name, name));
                layout.furtherClasses().forEach(classes::add);
                layout.furtherClasses().clear();
            }
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        } catch (FunctionTooLargeException | ClassTooLargeException e) {
            throw tooLarge(e);
        }
    }

    /** Generates everything now, on this thread and as many others as are wanted. */
    void loadAll(int threads) {
        var next = new AtomicInteger();
        var failure = new AtomicReference<LinkageError>();
        Runnable work = () -> {
            for (int group = next.getAndIncrement(); group < layout.groupCount() && failure.get() == null; group = next.getAndIncrement()) {
                try {
                    loadClass((Names.CODE_PREFIX + group).replace('/', '.'));
                } catch (ClassNotFoundException e) {
                    throw new IllegalStateException(e);
                } catch (LinkageError e) {
                    failure.compareAndSet(null, e);
                }
            }
        };
        var others = new Thread[Math.max(0, Math.min(threads, layout.groupCount()) - 1)];
        for (int i = 0; i < others.length; i++) {
            others[i] = new Thread(work, "troupe-compile-" + (i + 1));
            others[i].setDaemon(true);
            others[i].start();
        }
        work.run();
        boolean interrupted = false;
        for (var other : others) {
            interrupted |= join(other);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (failure.get() != null) {
            throw tooLarge(failure.get());
        }
    }

    /** Waits for a thread that ends by itself; says whether this one was interrupted meanwhile. */
    private static boolean join(Thread other) {
        boolean interrupted = false;
        while (true) {
            try {
                other.join();
                return interrupted;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
    }

    private MethodHandle constructor(String internalName, MethodType type) {
        try {
            var loaded = loadClass(internalName.replace('/', '.'));
            return MethodHandles.publicLookup().unreflectConstructor(loaded.getConstructors()[0]).asType(type);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Asks no other loader for the module's own classes: each would look through all its places, and fail with an exception that has all
     * of the guest's frames.
     */
    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!isOwn(name)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            var loaded = findLoadedClass(name);
            return loaded == null ? findClass(name) : loaded;
        }
    }

    /** Whether it is one of the names in capitals, and not that of a class which all modules share. */
    private static boolean isOwn(String name) {
        return name.startsWith(Names.PACKAGE) && Character.isUpperCase(name.charAt(Names.PACKAGE.length()));
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        var internalName = name.replace('.', '/');
        if (internalName.startsWith(AggregateLoader.PREFIX)) {
            return aggregate(internalName);
        }
        var bytes = store.find(internalName);
        if (bytes == null) {
            bytes = generate(name);
            store.add(internalName, bytes);
        }
        return defineClass(name, bytes, 0, bytes.length);
    }

    /** A failure in here must not pass for one of the guest's. */
    private byte[] generate(String name) throws ClassNotFoundException {
        try {
            return generate(name, name.replace('.', '/'));
        } catch (RuntimeException e) {
            throw new LinkageError("class " + name + " of the module's code could not be generated: " + e, e);
        }
    }

    private byte[] generate(String name, String internalName) throws ClassNotFoundException {
        if (internalName.equals(Names.INSTANCE)) {
            return InstanceClass.generate(layout);
        } else if (internalName.contains(Names.FURTHER_CODE)) {
            return further(internalName);
        } else if (internalName.startsWith(Names.CODE_PREFIX)) {
            return keep(internalName, CodeClass.generate(layout, Integer.parseInt(internalName.substring(Names.CODE_PREFIX.length()))));
        } else if (internalName.startsWith(Names.TAIL_PREFIX)) {
            return TailCallClasses.generateWrappers(layout, Integer.parseInt(internalName.substring(Names.TAIL_PREFIX.length())));
        } else if (internalName.startsWith(Names.FUNCTION_PREFIX)) {
            return FunctionClass.generate(layout, Integer.parseInt(internalName.substring(Names.FUNCTION_PREFIX.length())));
        } else if (internalName.startsWith(Names.MAKERS_PREFIX)) {
            return MakerClass.generate(layout, Integer.parseInt(internalName.substring(Names.MAKERS_PREFIX.length())));
        } else if (internalName.startsWith(Names.IMPORTS_PREFIX)) {
            return ImportClass.generate(layout, Integer.parseInt(internalName.substring(Names.IMPORTS_PREFIX.length())));
        } else if (internalName.startsWith(Names.CONSTANTS_PREFIX)) {
            int group = Integer.parseInt(internalName.substring(Names.CONSTANTS_PREFIX.length()));
            return keep(internalName, ConstantClass.generate(layout, internalName, constants().expressions.group(group)));
        } else {
            throw new ClassNotFoundException(name);
        }
    }

    /** Gives one of several classes, and keeps the others until they are asked for. */
    private byte[] keep(String internalName, Map<String, byte[]> classes) {
        var bytes = classes.remove(internalName);
        layout.furtherClasses().putAll(classes);
        return bytes;
    }

    private byte[] further(String internalName) throws ClassNotFoundException {
        var bytes = layout.furtherClasses().remove(internalName);
        if (bytes == null) {
            // The class that it was generated with came out of the store.
            var first = internalName.substring(0, internalName.indexOf(Names.FURTHER_CODE));
            generate(first.replace('/', '.'), first);
            bytes = layout.furtherClasses().remove(internalName);
        }
        if (bytes == null) {
            throw new ClassNotFoundException(internalName);
        }
        return bytes;
    }

    private Class<?> aggregate(String internalName) throws ClassNotFoundException {
        var type = layout.aggregate(internalName);
        if (type == null) {
            throw new ClassNotFoundException(internalName);
        }
        return AggregateLoader.load(type);
    }
}
