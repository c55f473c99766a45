package dev.troupe.engine.compile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.troupe.engine.Engine;
import dev.troupe.engine.Instance;
import dev.troupe.engine.Modules;
import dev.troupe.engine.runtime.Trap;
import dev.troupe.engine.runtime.TrapKind;
import org.junit.jupiter.api.Test;

/**
 * An address of 2^32 - 8 and an offset of 16 must trap and not reach byte 8, whatever an access with another value of the same local
 * has shown before. In each function {@code $p} is good first and bad later.
 */
class KnownAddressesTest {
    private static final int BAD = -8;

    private static Instance function(String body) {
        return Engine.create().compile(Modules.assemble("""
                (module
                  (memory 1)
                  (data (i32.const 0) "\\00\\00\\00\\00\\00\\00\\00\\00\\2a\\00\\00\\00\\00\\00\\00\\00\\07")
                  (func (export "f") (param $p i32) (param $q i32) (result i32) (local $r i32)
                """ + body + "))")).instantiate();
    }

    private static void trapsWhenBad(String body) {
        var instance = function(body);
        var trap = assertThrows(Trap.class, () -> instance.invoke("f", 0, BAD));
        assertEquals(TrapKind.OUT_OF_BOUNDS_MEMORY_ACCESS, trap.kind());
        assertEquals(7, instance.invoke("f", 0, 0)[0]);
    }

    @Test
    void knownOffsetsStillAdd() {
        assertEquals(49, function("(i32.add (i32.load offset=16 (local.get $p)) (i32.load offset=8 (local.get $p)))").invoke("f", 0, 0)[0]);
    }

    @Test
    void knownStoresReachTheirPlace() {
        var instance = function("""
                (i32.store offset=16 (local.get $p) (i32.const 1))
                (i32.store offset=20 (local.get $p) (local.tee $r (i32.add (local.get $q) (i32.const 2))))
                (i64.store offset=24 (local.get $p) (i64.extend_i32_u (i32.load offset=20 (local.get $p))))
                (i32.load offset=24 (local.get $p))""");
        assertEquals(5, instance.invoke("f", 100, 3)[0]);
    }

    @Test
    void anotherValueIsNotKnown() {
        trapsWhenBad("""
                (drop (i32.load offset=16 (local.get $p)))
                (local.set $p (local.get $q))
                (i32.load offset=16 (local.get $p))""");
    }

    /** An access with what a {@code select} answers shows nothing of the operand that it did not answer. */
    @Test
    void anotherValueBySelectionIsNotKnown() {
        trapsWhenBad("""
                (drop (i32.load offset=16 (select (local.get $q) (local.get $p) (i32.const 0))))
                (i32.load offset=16 (local.get $q))""");
    }

    @Test
    void selectionsOfTheKnownAreNotKnown() {
        trapsWhenBad("""
                (drop (i32.load offset=16 (local.get $p)))
                (i32.load offset=16 (select (local.get $p) (local.get $q) (i32.const 0)))""");
    }

    @Test
    void anotherValueByTeeIsNotKnown() {
        trapsWhenBad("""
                (drop (i32.load offset=16 (local.get $p)))
                (i32.load offset=16 (local.tee $p (local.get $q)))""");
    }

    @Test
    void valueTakenBeforeTheLocalChangedIsNotTheLocal() {
        trapsWhenBad("""
                (local.get $q)
                (drop (i32.load offset=16 (local.tee $q (local.get $p))))
                (i32.load offset=16)""");
    }

    @Test
    void anAccessWithTheOldValueSaysNothingOfTheNew() {
        trapsWhenBad("""
                (local.get $p)
                (local.set $p (local.get $q))
                (drop (i32.load offset=16))
                (i32.load offset=16 (local.get $p))""");
    }

    @Test
    void aValueTakenBeforeABlockThatChangesTheLocalIsNotTheLocal() {
        trapsWhenBad("""
                (local.get $p)
                (block (local.set $p (local.get $q)))
                (i32.store offset=32 (i32.add (local.get $q) (i32.const 1)))
                (i32.load offset=16 (local.get $p))""");
    }

    @Test
    void aLoopsParameterIsNotTheLocalThatItWasFirst() {
        trapsWhenBad("""
                (local.get $p)
                (loop $l (param i32)
                  (i32.store offset=32 (i32.add (local.get $q) (i32.const 1)))
                  (drop (i32.load offset=16 (local.get $p)))
                  (local.set $p (local.get $q))
                  (br_if $l (i32.const 64) (i32.eqz (local.tee $r (i32.add (local.get $r) (i32.const 1)))))
                  (drop))
                (i32.load offset=16 (local.get $p))""");
    }

    @Test
    void whatOneArmKnowsIsNotKnownBehindTheIf() {
        trapsWhenBad("""
                (if (i32.ge_s (local.get $q) (i32.const 0)) (then (drop (i32.load offset=16 (local.get $q)))))
                (i32.load offset=16 (local.get $q))""");
    }

    @Test
    void whatTheThenKnowsIsNotKnownInTheElse() {
        trapsWhenBad("""
                (if (result i32) (i32.ge_s (local.get $q) (i32.const 0))
                  (then (i32.load offset=16 (local.get $q)))
                  (else (i32.load offset=16 (local.get $q))))""");
    }

    @Test
    void oneWayThatDoesNotKnowIsEnough() {
        trapsWhenBad("""
                (block $b
                  (br_if $b (i32.lt_s (local.get $q) (i32.const 0)))
                  (drop (i32.load offset=16 (local.get $q)))
                  (br $b))
                (i32.load offset=16 (local.get $q))""");
    }

    @Test
    void aSwitchIsSeveralWays() {
        trapsWhenBad("""
                (block $a (block $b
                  (br_table $a $b (i32.lt_s (local.get $q) (i32.const 0))))
                  (drop (i32.load offset=16 (local.get $q))))
                (i32.load offset=16 (local.get $q))""");
    }

    @Test
    void atALoopsHeaderNothingIsKnown() {
        trapsWhenBad("""
                (drop (i32.load offset=16 (local.get $p)))
                (loop $l
                  (drop (i32.load offset=16 (local.get $p)))
                  (local.set $p (local.get $q))
                  (br_if $l (i32.eqz (local.tee $r (i32.add (local.get $r) (i32.const 1))))))
                (local.set $r (i32.const 0))
                (loop $l
                  (drop (i32.load offset=16 (local.get $p)))
                  (br_if $l (i32.lt_u (local.tee $r (i32.add (local.get $r) (i32.const 1))) (i32.const 3))))
                (i32.load offset=16 (local.get $q))""");
    }

    @Test
    void aHandlerKnowsNothing() {
        var instance = Engine.create().compile(Modules.assemble("""
                (module
                  (memory 1)
                  (tag $t)
                  (data (i32.const 16) "\\2a")
                  (func (export "f") (param $p i32) (param $q i32) (result i32)
                    (block $h
                      (try_table (catch $t $h)
                        (drop (i32.load offset=16 (local.get $p)))
                        (local.set $p (local.get $q))
                        (throw $t)))
                    (i32.load offset=16 (local.get $p))))""")).instantiate();
        assertThrows(Trap.class, () -> instance.invoke("f", 0, BAD));
        assertEquals(42, instance.invoke("f", 0, 0)[0]);
    }

    @Test
    void aFarLocalIsAskedEachTimeAndEndsALoop() {
        var instance = Engine.create().compile(Modules.assemble("""
                (module
                  (memory 1)
                  (func (export "f") (param $p i32) (param $q i32) (result i32) (local %s) (local $far i32)
                    (local.set $far (local.get $p))
                    (loop $l
                      (i32.store offset=16 (local.get $far) (i32.const 1))
                      (br_if $l (i32.ne (local.tee $far (i32.add (local.get $far) (i32.const 4))) (i32.const 64))))
                    (drop (i32.load offset=16 (local.get $far)))
                    (local.set $far (local.get $q))
                    (i32.load offset=16 (local.get $far))))""".formatted("i64 ".repeat(2000)))).instantiate();
        assertEquals(1, instance.invoke("f", 0, 60)[0]);
        assertThrows(Trap.class, () -> instance.invoke("f", 0, BAD));
    }
}
