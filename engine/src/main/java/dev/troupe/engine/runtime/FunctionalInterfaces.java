package dev.troupe.engine.runtime;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;

/** Java's functional interfaces, seen from outside. */
public final class FunctionalInterfaces {
    private FunctionalInterfaces() {}

    /**
     * The one method to implement.
     *
     * @throws IllegalArgumentException if the type is no public interface with one abstract method
     */
    public static Method method(Class<?> type) {
        var methods = Arrays.stream(type.getMethods()).filter(FunctionalInterfaces::isToImplement).toList();
        if (!type.isInterface() || methods.size() != 1) {
            throw new IllegalArgumentException(type.getName() + " is not a functional interface");
        }
        if (!Modifier.isPublic(type.getModifiers())) {
            throw new IllegalArgumentException("the interface " + type.getName() + " must be public");
        }
        return methods.getFirst();
    }

    /** Interfaces may repeat methods of {@code Object}, which every class has. */
    private static boolean isToImplement(Method method) {
        if (!Modifier.isAbstract(method.getModifiers())) {
            return false;
        }
        try {
            Object.class.getMethod(method.getName(), method.getParameterTypes());
            return false;
        } catch (NoSuchMethodException e) {
            return true;
        }
    }
}
