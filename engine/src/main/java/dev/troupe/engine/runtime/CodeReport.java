package dev.troupe.engine.runtime;

import java.util.List;
import java.util.stream.Stream;

/**
 * What a module's code is made of: every JVM method that the engine generates for it. Immutable.
 *
 * @param functions those that the module defines, in order
 * @param others methods that belong to no single function: of the instance, of constant expressions, of functions as values, of signatures,
 *     structs and arrays
 */
public record CodeReport(List<FunctionCode> functions, List<Method> others) {
    /** HotSpot's compilers leave methods of more bytes of bytecode to its interpreter. */
    public static final int JIT_LIMIT = 8000;

    public CodeReport {
        functions = List.copyOf(functions);
        others = List.copyOf(others);
    }

    /**
     * A JVM method.
     *
     * @param owner its class, a binary name
     * @param name as in stack traces and profiles, but for characters that a method's name cannot have
     * @param bytes of bytecode
     */
    public record Method(String owner, String name, int bytes) {}

    /**
     * A function that the module defines.
     *
     * @param index in the function index space
     * @param name of the name section or of an export, else made of the index
     * @param wasmBytes the size of its instructions in the module
     * @param methods its own first, then those of its parts
     */
    public record FunctionCode(int index, String name, int wasmBytes, List<Method> methods) {
        public FunctionCode {
            methods = List.copyOf(methods);
        }

        /** Bytes of bytecode of all its methods. */
        public int bytecodeBytes() {
            return methods.stream().mapToInt(Method::bytes).sum();
        }

        /** The largest of its methods. */
        public Method largest() {
            return methods.stream().reduce((a, b) -> b.bytes > a.bytes ? b : a).orElseThrow();
        }
    }

    public Stream<Method> methods() {
        return Stream.concat(functions.stream().flatMap(function -> function.methods.stream()), others.stream());
    }

    /** The methods of more than {@link #JIT_LIMIT} bytes, which stay interpreted: none, as the engine promises. */
    public List<Method> beyondJitLimit() {
        return methods().filter(method -> method.bytes > JIT_LIMIT).toList();
    }
}
