package dev.troupe.engine.compile;

import dev.troupe.engine.module.FuncType;
import java.util.ArrayList;
import java.util.List;

/**
 * A function type's shape in the JVM. All function types with the same shape share one generated class whose
 * {@code invoke} method has {@link #descriptor()}.
 *
 * <p>The first result (the low half of a v128) is the JVM result. The others go through fields of the store, by their position in
 * the flattened result list: {@code x1}, {@code x2}... for numbers (as raw bits), {@code a1}... for references. Parameter lists that do
 * not fit the JVM's 255 slots are packed into a {@code long[]} and an {@code Object[]}.
 */
record Signature(List<Kind> params, List<Kind> results) {
    /** Parameters beyond this many slots are packed; leaves room for the instance and a receiver. */
    private static final int MAX_SLOTS = 250;

    /** The shape of a closed type. */
    static Signature of(FuncType type) {
        return new Signature(List.of(Kind.of(type.params())), List.of(Kind.of(type.results())));
    }

    boolean packed() {
        return params.stream().mapToInt(kind -> kind.slots).sum() > MAX_SLOTS;
    }

    /** The result list with each v128 as two i64. */
    List<Kind> flatResults() {
        var flat = new ArrayList<Kind>();
        for (var kind : results) {
            flat.add(kind == Kind.V128 ? Kind.I64 : kind);
            if (kind == Kind.V128) {
                flat.add(Kind.I64);
            }
        }
        return flat;
    }

    /** The descriptor of the virtual {@code invoke}. */
    String descriptor() {
        return descriptor("");
    }

    /** The descriptor of a static method that takes the instance as its last parameter. */
    String staticDescriptor() {
        return descriptor(Names.descriptor(Names.INSTANCE));
    }

    private String descriptor(String last) {
        var text = new StringBuilder("(");
        if (packed()) {
            text.append("[J[Ljava/lang/Object;");
        } else {
            params.forEach(kind -> text.append(kind.descriptor));
        }
        return text.append(last).append(')').append(returnDescriptor()).toString();
    }

    String returnDescriptor() {
        return results.isEmpty() ? "V" : flatResults().getFirst().descriptor;
    }

    /** The simple name of the class that all functions of this shape extend. */
    String className() {
        return "wasm/signature/" + letters(params) + "_" + letters(results);
    }

    private static String letters(List<Kind> kinds) {
        var text = new StringBuilder();
        for (var kind : kinds) {
            text.append(
                    switch (kind) {
                        case I32 -> 'i';
                        case I64 -> 'l';
                        case F32 -> 'f';
                        case F64 -> 'd';
                        case V128, I32X4, F32X4, F64X2 -> 'v';
                        case FUNC -> 'c';
                        case EXN -> 'x';
                        case REF -> 'r';
                    });
        }
        return text.toString();
    }
}
