package dev.troupe.engine.runtime;

import dev.troupe.engine.types.DefType;
import java.lang.invoke.CallSite;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/** Links the dynamic constants and call sites of generated code, whose class loader knows the module's code. */
public final class Bootstraps {
    private Bootstraps() {}

    /** Implemented by the class loaders of generated code. */
    public interface CodeLoader {
        ModuleCode code();
    }

    public static CallSite poll(MethodHandles.Lookup lookup, String name, MethodType type) {
        return code(lookup).pollSite().callSite();
    }

    public static DefType type(MethodHandles.Lookup lookup, String name, Class<?> type, int index) {
        return code(lookup).type(index);
    }

    /** Implemented by the class loaders of generated struct and array classes. */
    public interface GroupLoader {
        /** The type at a position of the loader's recursive group. */
        DefType member(int index);
    }

    public static DefType member(MethodHandles.Lookup lookup, String name, Class<?> type, int index) {
        return ((GroupLoader) lookup.lookupClass().getClassLoader()).member(index);
    }

    private static ModuleCode code(MethodHandles.Lookup lookup) {
        return ((CodeLoader) lookup.lookupClass().getClassLoader()).code();
    }
}
