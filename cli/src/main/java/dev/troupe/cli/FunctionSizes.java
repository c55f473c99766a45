package dev.troupe.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.troupe.engine.runtime.CodeReport;
import dev.troupe.engine.runtime.CodeReport.FunctionCode;
import java.util.Comparator;
import java.util.List;

/**
 * What {@code troupe inspect --code} tells of the bytecode that functions become. The components' names are those of the JSON output.
 *
 * @param jitLimit the bytes of bytecode up to which HotSpot compiles a method
 * @param functions how many the module defines
 * @param wasmBytes of their instructions
 * @param methods JVM methods that functions became
 * @param bytecodeBytes of those methods
 * @param cut how many functions became more than one method
 * @param otherMethods generated methods that belong to no single function
 * @param largestMethod of all generated methods
 * @param beyondJitLimit generated methods that HotSpot would not compile
 * @param listed the functions that were asked for, in the order asked for
 */
record FunctionSizes(
        int jitLimit,
        int functions,
        long wasmBytes,
        long methods,
        long bytecodeBytes,
        long cut,
        int otherMethods,
        Method largestMethod,
        List<Method> beyondJitLimit,
        List<Function> listed) {
    /** How functions are sorted. */
    enum Order {
        BYTECODE(Comparator.comparingInt(Function::bytecodeBytes).reversed()),
        WASM(Comparator.comparingInt(Function::wasmBytes).reversed()),
        METHODS(Comparator.comparingInt(Function::methods).reversed()),
        LARGEST(Comparator.comparingInt((Function function) -> function.largestMethod().bytes()).reversed()),
        INDEX(Comparator.comparingInt(Function::index)),
        NAME(Comparator.comparing(Function::name));

        final Comparator<Function> comparator;

        Order(Comparator<Function> comparator) {
            this.comparator = comparator;
        }
    }

    /** A JVM method, as profilers and stack traces name it. */
    record Method(String type, String name, int bytes) {
        static Method of(CodeReport.Method method) {
            return new Method(method.owner(), method.name(), method.bytes());
        }
    }

    /** A function; {@code parts} is there if all its methods were asked for. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Function(
            int index, String name, int wasmBytes, int bytecodeBytes, int methods, Method largestMethod, List<Method> parts) {
        static Function of(FunctionCode function, boolean withParts) {
            return new Function(
                    function.index(),
                    function.name(),
                    function.wasmBytes(),
                    function.bytecodeBytes(),
                    function.methods().size(),
                    Method.of(function.largest()),
                    withParts ? function.methods().stream().map(Method::of).toList() : null);
        }
    }

    static FunctionSizes of(CodeReport report, Order order, int top, boolean withParts) {
        var functions = report.functions();
        return new FunctionSizes(
                CodeReport.JIT_LIMIT,
                functions.size(),
                functions.stream().mapToLong(FunctionCode::wasmBytes).sum(),
                functions.stream().mapToLong(function -> function.methods().size()).sum(),
                functions.stream().mapToLong(FunctionCode::bytecodeBytes).sum(),
                functions.stream().filter(function -> function.methods().size() > 1).count(),
                report.others().size(),
                report.methods().max(Comparator.comparingInt(CodeReport.Method::bytes)).map(Method::of).orElse(null),
                report.beyondJitLimit().stream().map(Method::of).toList(),
                functions.stream()
                        .map(function -> Function.of(function, withParts))
                        .sorted(order.comparator)
                        .limit(top)
                        .toList());
    }
}
