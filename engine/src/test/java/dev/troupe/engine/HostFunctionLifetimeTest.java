package dev.troupe.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.engine.module.FuncType;
import dev.troupe.engine.module.ValType;
import dev.troupe.engine.runtime.HostFunction;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.function.IntSupplier;
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
        var type = FuncType.of(List.of(), List.of(ValType.I32));
        var instances = List.of(instance(HostFunction.of(type, target)), instance(HostFunction.of(type, target)));
        assertThat(instances).allSatisfy(instance -> assertThat(instance.invoke("number")).containsExactly(5));
        assertThat(instances.getFirst().function("host").getClass()).isSameAs(instances.getLast().function("host").getClass());
    }

    private static Instance instance(HostFunction function) {
        return MODULE.instantiate(Imports.builder().function("host", "number", function).build());
    }
}
