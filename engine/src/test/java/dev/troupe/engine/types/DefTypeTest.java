package dev.troupe.engine.types;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.troupe.engine.module.AbstractHeapType;
import dev.troupe.engine.module.FieldType;
import dev.troupe.engine.module.FuncType;
import dev.troupe.engine.module.InvalidModuleException;
import dev.troupe.engine.module.Module;
import dev.troupe.engine.module.RecType;
import dev.troupe.engine.module.RefType;
import dev.troupe.engine.module.StructType;
import dev.troupe.engine.module.SubType;
import dev.troupe.engine.module.TypeIndex;
import dev.troupe.engine.module.ValType;
import java.util.List;
import org.junit.jupiter.api.Test;

class DefTypeTest {
    private static final SubType NULLARY = SubType.plain(FuncType.of(List.of(), List.of()));

    private static DefType[] types(RecType... groups) {
        var builder = new Module.Builder();
        builder.recTypes.addAll(List.of(groups));
        return Types.canonicalise(builder.build());
    }

    private static RecType group(SubType... types) {
        return new RecType(List.of(types));
    }

    private static SubType structOf(int target) {
        return SubType.plain(new StructType(List.of(new FieldType(new RefType(true, new TypeIndex(target)), false))));
    }

    private static SubType sub(List<Integer> supertypes, ValType... fields) {
        return new SubType(false, supertypes, new StructType(List.of(fields).stream().map(f -> new FieldType(f, false)).toList()));
    }

    @Test
    void equalDefinitionsOfDifferentModulesAreOneObject() {
        var a = types(group(NULLARY), group(structOf(0)));
        var b = types(group(NULLARY), group(SubType.plain(new StructType(List.of()))), group(structOf(0)));
        assertThat(a[1]).isSameAs(b[2]);
        assertThat(a[0]).isSameAs(b[0]).isSameAs(DefType.of(FuncType.of(List.of(), List.of())));
    }

    @Test
    void recursiveTypesAreEqualByTheirShapeAndTheirPlaceInTheGroup() {
        var alone = types(group(structOf(0)));
        var behind = types(group(NULLARY), group(structOf(1)));
        assertThat(alone[0]).isSameAs(behind[1]);
        assertThat(alone[0].structType().fields().getFirst().type()).isEqualTo(alone[0].ref(true));
        var unrolled = types(group(structOf(1), structOf(0)));
        assertThat(unrolled[0]).isNotSameAs(alone[0]).isNotSameAs(unrolled[1]);
    }

    @Test
    void textOfRecursiveTypesIsFinite() {
        assertThat(types(group(structOf(0)))[0]).hasToString("(struct (ref null (struct ..)))");
    }

    @Test
    void subtypesAreDeclaredNotStructural() {
        var types = types(group(sub(List.of())), group(sub(List.of(0), ValType.I32)), group(sub(List.of(1), ValType.I32, ValType.I64)),
                group(sub(List.of(), ValType.I32)));
        assertThat(types[2].isSubtypeOf(types[0])).isTrue();
        assertThat(types[2].isSubtypeOf(types[1])).isTrue();
        assertThat(types[1].isSubtypeOf(types[2])).isFalse();
        assertThat(types[3].isSubtypeOf(types[0])).isFalse();
        assertThat(Matching.matches(types[2].ref(false), types[0].ref(true))).isTrue();
        assertThat(Matching.matches(types[2].ref(false), RefType.STRUCTREF)).isTrue();
        assertThat(Matching.matches(RefType.NULLREF, types[2].ref(true))).isTrue();
        assertThat(Matching.matches(RefType.NULLFUNCREF, types[2].ref(true))).isFalse();
        assertThat(types[2].supertype()).isSameAs(types[1]);
    }

    @Test
    void abstractHeapTypes() {
        assertThat(Matching.matches(RefType.I31REF, RefType.EQREF)).isTrue();
        assertThat(Matching.matches(RefType.EQREF, RefType.I31REF)).isFalse();
        assertThat(Matching.matches(RefType.STRUCTREF, RefType.ARRAYREF)).isFalse();
        assertThat(Matching.matches(RefType.NULLREF, RefType.I31REF)).isTrue();
        assertThat(Matching.matches(RefType.FUNCREF, RefType.ANYREF)).isFalse();
        assertThat(Matching.matches(AbstractHeapType.NOEXN, AbstractHeapType.EXN)).isTrue();
        assertThat(Matching.matches(AbstractHeapType.FUNC, AbstractHeapType.NOFUNC)).isFalse();
        assertThat(Matching.matches(ValType.I32, ValType.I64)).isFalse();
    }

    @Test
    void unknownAndForwardIndicesAreInvalid() {
        assertThatThrownBy(() -> types(group(structOf(1)), group(NULLARY))).isInstanceOf(InvalidModuleException.class)
                .hasMessage("unknown type 1");
        assertThatThrownBy(() -> types(group(sub(List.of(0))))).isInstanceOf(InvalidModuleException.class)
                .hasMessageStartingWith("unknown type 0");
    }

    @Test
    void aTypeLivesWhileAnyMemberOfItsGroupDoes() throws InterruptedException {
        var first = types(group(structOf(1), structOf(0), NULLARY))[0];
        for (int i = 0; i < 3; i++) {
            System.gc();
            Thread.sleep(10);
        }
        assertThat(types(group(structOf(1), structOf(0), NULLARY))[0]).isSameAs(first);
    }
}
