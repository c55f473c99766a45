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
final class Signature {
    /** Parameters beyond this many slots are packed; leaves room for the instance and a receiver. */
    private static final int MAX_SLOTS = 250;

    private static final String CLASS_PREFIX = "wasm/signature/";
    /** A letter for each kind that signatures have. */
    private static final String LETTERS = "ilfdvcxr";
    private static final List<Kind> LETTER_KINDS = List.of(Kind.I32, Kind.I64, Kind.F32, Kind.F64, Kind.V128, Kind.FUNC, Kind.EXN,
            Kind.REF);

    private final List<Kind> params;
    private final List<Kind> results;
    private final Kind[] resultKinds;
    private final List<Kind> flatResults;
    private final boolean packed;
    private final String descriptor;
    private final String staticDescriptor;

    Signature(List<Kind> params, List<Kind> results) {
        this.params = params;
        this.results = results;
        resultKinds = results.toArray(new Kind[0]);
        int slots = 0;
        for (var kind : params) {
            slots += kind.slots;
        }
        packed = slots > MAX_SLOTS;
        flatResults = flat(results);
        descriptor = descriptor("");
        staticDescriptor = descriptor(Names.descriptor(Names.INSTANCE));
    }

    /** The shape of a closed type; a module's own are in its {@link Layout}. */
    static Signature of(FuncType type) {
        return new Signature(List.of(Kind.of(type.params())), List.of(Kind.of(type.results())));
    }

    List<Kind> params() {
        return params;
    }

    List<Kind> results() {
        return results;
    }

    /** {@link #results}, not to be changed. */
    Kind[] resultKinds() {
        return resultKinds;
    }

    boolean packed() {
        return packed;
    }

    /** The result list with each v128 as two i64. */
    List<Kind> flatResults() {
        return flatResults;
    }

    private static List<Kind> flat(List<Kind> results) {
        if (!results.contains(Kind.V128)) {
            return results;
        }
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
        return descriptor;
    }

    /** The descriptor of a static method that takes the instance as its last parameter. */
    String staticDescriptor() {
        return staticDescriptor;
    }

    private String descriptor(String last) {
        var text = new StringBuilder("(");
        if (packed()) {
            text.append("[J[Ljava/lang/Object;");
        } else {
            for (var kind : params) {
                text.append(kind.descriptor);
            }
        }
        return text.append(last).append(')').append(returnDescriptor()).toString();
    }

    String returnDescriptor() {
        return results.isEmpty() ? "V" : flatResults().getFirst().descriptor;
    }

    /** The simple name of the class that all functions of this shape extend. */
    String className() {
        return CLASS_PREFIX + letters(params) + "_" + letters(results);
    }

    /** The signature whose class has the name, or null if it is no such name. */
    static Signature named(String className) {
        int separator = className.indexOf('_');
        if (!className.startsWith(CLASS_PREFIX) || separator < 0) {
            return null;
        }
        var params = kinds(className.substring(CLASS_PREFIX.length(), separator));
        var results = kinds(className.substring(separator + 1));
        return params == null || results == null ? null : new Signature(params, results);
    }

    private static List<Kind> kinds(String letters) {
        var kinds = new ArrayList<Kind>(letters.length());
        for (int i = 0; i < letters.length(); i++) {
            int index = LETTERS.indexOf(letters.charAt(i));
            if (index < 0) {
                return null;
            }
            kinds.add(LETTER_KINDS.get(index));
        }
        return kinds;
    }

    private static String letters(List<Kind> kinds) {
        var text = new StringBuilder(kinds.size());
        for (var kind : kinds) {
            text.append(LETTERS.charAt(LETTER_KINDS.indexOf(kind)));
        }
        return text.toString();
    }
}
