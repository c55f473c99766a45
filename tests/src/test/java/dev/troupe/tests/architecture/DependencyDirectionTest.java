package dev.troupe.tests.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Which room of the house may know which: the picture that a newcomer draws after ten minutes in the tree, kept true by the build.
 *
 * <p>A room is a package with all below it, save {@link #FACE}, which is one package only. Outside of {@code dev.troupe} a room may
 * use what it likes, unless a rule further down says otherwise.
 */
class DependencyDirectionTest {

    /** The engine's public face: the one package {@code dev.troupe.engine}, without those below it. */
    private static final String FACE = "engine";

    /** The rooms of the engine whose types a user of the engine holds in hand. */
    private static final String[] PUBLIC_ENGINE = {FACE, "engine.module", "engine.runtime", "engine.wasi", "engine.text"};

    private static JavaClasses house;

    /** One row: a room, and the other rooms of the house it may know. */
    record Room(String name, List<String> mayKnow) {
        static Room of(String name, String... mayKnow) {
            return new Room(name, List.of(mayKnow));
        }

        @Override
        public String toString() {
            return name + " knows " + (mayKnow.isEmpty() ? "nobody" : String.join(", ", mayKnow));
        }
    }

    static Stream<Room> rooms() {
        return Stream.of(
                // bytes or text -> module -> validation -> code -> instances
                Room.of("engine.module"),
                Room.of("engine.types", "engine.module"),
                Room.of("engine.binary", "engine.module"),
                Room.of("engine.text", "engine.module"),
                Room.of("engine.validate", "engine.module", "engine.types"),
                Room.of("engine.runtime", "engine.module", "engine.types"),
                Room.of("engine.compile", "engine.module", "engine.types", "engine.validate", "engine.runtime"),
                Room.of("engine.cache", "engine.module", "engine.types", "engine.runtime", "engine.compile"),
                Room.of("engine.wasi", FACE, "engine.module", "engine.runtime"),
                Room.of("engine.script", FACE, "engine.module", "engine.binary", "engine.runtime", "engine.text"),
                Room.of(FACE, "engine.module", "engine.types", "engine.binary", "engine.text", "engine.validate", "engine.runtime",
                        "engine.compile", "engine.cache"),
                Room.of("engine.script", FACE, "engine.module", "engine.runtime", "engine.text", "engine.binary"),
                // messages -> actors -> command
                Room.of("protocol"),
                Room.of("actors", with(PUBLIC_ENGINE, "protocol")),
                Room.of("cli", with(PUBLIC_ENGINE, "engine.script", "protocol", "actors")),
                Room.of("examples", with(PUBLIC_ENGINE, "protocol", "actors")));
    }

    @BeforeAll
    static void readTheHouse() {
        house = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dev.troupe")
                .that(not(resideInAPackage("dev.troupe.tests..")));
    }

    @ParameterizedTest
    @MethodSource("rooms")
    void aRoomKnowsOnlyTheRoomsItIsMeantToKnow(Room room) {
        var allowed = Stream.concat(Stream.of(room.name), room.mayKnow.stream()).map(DependencyDirectionTest::isIn)
                .reduce(not(resideInAPackage("dev.troupe..")), (a, b) -> a.or(b));
        classes().that(isIn(room.name))
                .should().onlyDependOnClassesThat(allowed.as("may be known: %s", room))
                .allowEmptyShould(true)
                .check(house);
    }

    @Test
    void everyClassLivesInARoom() {
        var somewhere = rooms().map(room -> isIn(room.name)).reduce((a, b) -> a.or(b)).orElseThrow();
        assertThat(house.that(not(somewhere))).extracting(JavaClass::getName).isEmpty();
    }

    @Test
    void theEngineKnowsNoAkka() {
        noClasses().that().resideInAPackage("dev.troupe.engine..")
                .should().dependOnClassesThat().resideInAnyPackage("akka..", "com.typesafe..", "scala..")
                .allowEmptyShould(true)
                .check(house);
    }

    @Test
    void onlyTheCompilerKnowsAsm() {
        noClasses().that(not(resideInAnyPackage("dev.troupe.engine.compile..", "dev.troupe.engine.cache..")))
                .should().dependOnClassesThat().resideInAPackage("org.objectweb.asm..")
                .allowEmptyShould(true)
                .check(house);
    }

    @Test
    void onlyTheCommandKnowsHowTheTerminalIsDrawn() {
        noClasses().that(not(resideInAnyPackage("dev.troupe.cli..", "dev.troupe.examples..")))
                .should().dependOnClassesThat().resideInAnyPackage("picocli..", "me.tongfei..", "org.jline..", "ch.qos.logback..")
                .allowEmptyShould(true)
                .check(house);
    }

    @Test
    void noPackagesGoInCircles() {
        slices().matching("dev.troupe.(**)").should().beFreeOfCycles().allowEmptyShould(true).check(house);
    }

    @Test
    void noModulesGoInCircles() {
        slices().matching("dev.troupe.(*)..").should().beFreeOfCycles().allowEmptyShould(true).check(house);
    }

    private static DescribedPredicate<JavaClass> isIn(String room) {
        var pattern = "dev.troupe." + room + (room.equals(FACE) ? "" : "..");
        return describe("in " + room, resideInAPackage(pattern)::test);
    }

    private static String[] with(String[] rooms, String... more) {
        return Stream.concat(Stream.of(rooms), Stream.of(more)).toArray(String[]::new);
    }
}
