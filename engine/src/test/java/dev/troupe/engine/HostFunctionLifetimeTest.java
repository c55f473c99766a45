package dev.troupe.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.engine.module.FuncType;
import dev.troupe.engine.module.ValType;
import dev.troupe.engine.runtime.Caller;
import dev.troupe.engine.runtime.HostFunction;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is generated for a host function lives as long as the function, and serves all that are equal. */
@Timeout(60)
class HostFunctionLifetimeTest {
    private static final CompiledModule MODULE = Engine.create().compileText("""
            (module
                (import "host" "number" (func $number (result i32)))
                (export "host" (func $number))
                (func (export "number") (result i32) (call $number)))
            """);

    private static final FuncType NUMBER = FuncType.of(List.of(), List.of(ValType.I32));

    /** Knows the functions that it has given to its guest, and the guest. */
    private static final class Host {
        private final Imports imports = Imports.builder().function("host", "number", IntSupplier.class, this::number).build();
        private final Instance instance = MODULE.instantiate(imports);

        int number() {
            return instance == null ? 0 : 7;
        }
    }

    private static WeakReference<Host> hostThatWasUsed() {
        var host = new Host();
        assertThat(host.instance.invoke("number")).containsExactly(7);
        return new WeakReference<>(host);
    }

    @Test
    void aHostThatKnowsItsOwnFunctionsIsCollected() throws InterruptedException {
        var lost = hostThatWasUsed();
        while (lost.get() != null) {
            System.gc();
            Thread.sleep(10);
        }
    }

    static int five() {
        return 5;
    }

    @Test
    void equalOnesShareTheirClass() throws ReflectiveOperationException {
        var target = MethodHandles.lookup().findStatic(HostFunctionLifetimeTest.class, "five", MethodType.methodType(int.class));
        var instances = List.of(instance(HostFunction.of(NUMBER, target)), instance(HostFunction.of(NUMBER, target)));
        assertThat(instances).allSatisfy(instance -> assertThat(instance.invoke("number")).containsExactly(5));
        assertThat(instances.getFirst().function("host").getClass()).isSameAs(instances.getLast().function("host").getClass());
    }

    /** Imports that are made anew for each instance have lambdas of the same class: nothing is generated for them again. */
    @Test
    void lambdasOfOnePlaceShareTheirClass() {
        assertThat(classes(HostFunctionLifetimeTest::constant)).hasSize(1);
        assertThat(classes(HostFunctionLifetimeTest::boxed)).hasSize(1);
    }

    /** Handles are equal to themselves only: each gets a class until it is seen that there is no end of them. */
    @Test
    void handlesThatAreEverNewShareAClassInTheEnd() {
        assertThat(classes(HostFunctionLifetimeTest::bound)).hasSizeBetween(2, 6);
        assertThat(classes(HostFunctionLifetimeTest::boundBehindTheCaller)).hasSizeBetween(2, 6);
    }

    /** Compiled code of the guest dies with the classes that it was compiled with. */
    @Test
    void theClassIsKeptWhileThereIsNoInstance() throws InterruptedException {
        var module = Engine.create().compile(MODULE.bytes());
        var type = new WeakReference<>(instance(module, constant(1)).function("host").getClass());
        var host = hostThatWasUsed();
        while (host.get() != null) {
            System.gc();
            Thread.sleep(10);
        }
        assertThat(instance(module, constant(2)).function("host").getClass()).isSameAs(type.get());
    }

    private static HostFunction constant(int number) {
        return HostFunction.of(IntSupplier.class, () -> number);
    }

    private static HostFunction boxed(int number) {
        return HostFunction.untyped(NUMBER, (caller, arguments) -> new Object[] {number});
    }

    private static HostFunction bound(int number) {
        return HostFunction.of(NUMBER, MethodHandles.constant(int.class, number));
    }

    private static HostFunction boundBehindTheCaller(int number) {
        return HostFunction.of(NUMBER, MethodHandles.dropArguments(MethodHandles.constant(int.class, number), 0, Caller.class));
    }

    /** The classes of twenty host functions, each the import of an instance of its own. */
    private static Set<Class<?>> classes(IntFunction<HostFunction> function) {
        var module = Engine.create().compile(MODULE.bytes());
        var instances = IntStream.range(0, 20).mapToObj(i -> instance(module, function.apply(i))).toList();
        for (int i = 0; i < instances.size(); i++) {
            assertThat(instances.get(i).invoke("number")).containsExactly(i);
        }
        return instances.stream().map(instance -> instance.function("host").getClass()).collect(Collectors.toSet());
    }

    private static Instance instance(HostFunction function) {
        return instance(MODULE, function);
    }

    private static Instance instance(CompiledModule module, HostFunction function) {
        return module.instantiate(Imports.builder().function("host", "number", function).build());
    }
}
