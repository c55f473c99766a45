package dev.troupe.engine.validate;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Writes down each event as {@code name arguments}, and the positions apart. */
final class RecordingVisitor implements InvocationHandler {
    final List<String> events = new ArrayList<>();
    final List<Integer> positions = new ArrayList<>();

    BodyVisitor visitor() {
        return (BodyVisitor) Proxy.newProxyInstance(BodyVisitor.class.getClassLoader(), new Class<?>[] {BodyVisitor.class}, this);
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) {
        if (method.getName().equals("position")) {
            positions.add((Integer) arguments[0]);
            return null;
        }
        var text = new StringBuilder(method.getName());
        for (var argument : arguments == null ? new Object[0] : arguments) {
            text.append(' ').append(switch (argument) {
                case int[] ints -> Arrays.toString(ints);
                case Object[] objects -> Arrays.toString(objects);
                default -> argument;
            });
        }
        events.add(text.toString());
        return null;
    }
}
