package dev.troupe.engine.compile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.engine.Engine;
import dev.troupe.engine.Imports;
import dev.troupe.engine.Instance;
import dev.troupe.engine.runtime.HostFunction;
import dev.troupe.engine.runtime.Store;
import java.lang.ref.WeakReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How long the classes of signatures live; no other module has one of these. */
@Timeout(60)
class SignatureClassesTest {
    private static final String ONE_RESULT = "(param f32 f64 f32 f64 i64 f32) (result f32)";
    private static final String TWO_RESULTS = "(param f32 f64 f32 f64 i64 f32) (result f32 f32)";

    /** A host function. */
    @FunctionalInterface
    public interface Sum {
        float apply(float a, double b, float c, double d, long e, float f);
    }

    private static Instance instance(String signature, String results, String value, Store store, Imports imports) {
        return Engine.create().compileText("""
                (module
                  (type $t (func SIGNATURE))
                  IMPORT
                  (table (export "table") 2 funcref)
                  (elem (i32.const 0) func FUNCTIONS)
                  (func $f (export "f") (type $t) VALUE)
                  (func (export "call") (param $way i32) RESULTS
                    (f32.const 1) (f64.const 2) (f32.const 3) (f64.const 4) (i64.const 5) (f32.const 6)
                    (call_indirect (type $t) (local.get $way))))
                """.replace("SIGNATURE", signature).replace("RESULTS", results).replace("VALUE", value)
                .replace("IMPORT", imports == null ? "" : "(import \"a\" \"f\" (func $import (type $t)))")
                .replace("FUNCTIONS", imports == null ? "$f" : "$f $import"))
                .instantiate(store, imports == null ? Imports.none() : imports);
    }

    private static Class<?> signatureClass(Instance instance) {
        return instance.function("f").getClass().getSuperclass();
    }

    /** Calls of all kinds, in modules that then are gone. */
    private static WeakReference<Class<?>> used(int modules) {
        WeakReference<Class<?>> used = null;
        for (int i = 0; i < modules; i++) {
            var host = Imports.builder().function("a", "f", HostFunction.of(Sum.class, (a, b, c, d, e, f) -> a + f)).build();
            var instance = instance(ONE_RESULT, "(result f32)", "(local.get 0)", Store.create(), host);
            assertThat(instance.invoke("call", 0)).containsExactly(1f);
            assertThat(instance.invoke("call", 1)).containsExactly(7f);
            assertThat(instance.invoke("f", 8f, 0d, 0f, 0d, 0L, 0f)).containsExactly(8f);
            used = new WeakReference<>(signatureClass(instance));
        }
        return used;
    }

    private static void awaitGone(WeakReference<?> reference) throws InterruptedException {
        while (reference.get() != null) {
            System.gc();
            Thread.sleep(10);
        }
    }

    @Test
    void theLastModuleTakesThemAlong() throws InterruptedException {
        awaitGone(used(2));
        // There is another one, as good as the first.
        awaitGone(used(1));
    }

    private static Instance twoResults(Store store) {
        return instance(TWO_RESULTS, "(result f32 f32)", "(local.get 0) (local.get 5)", store, null);
    }

    @Test
    void aModuleKeepsItsOwnForThoseThatComeLater() throws InterruptedException {
        var store = Store.create();
        var first = twoResults(store);
        var type = new WeakReference<>(signatureClass(first));
        awaitGone(new WeakReference<>(twoResults(store).module()));
        var second = twoResults(store);
        assertThat(signatureClass(second)).isSameAs(type.get());
        first.table("table").set(1, second.function("f"));
        assertThat(first.invoke("call", 1)).containsExactly(1f, 6f);
        assertThat(first.invoke("call", 0)).containsExactly(1f, 6f);
    }
}
