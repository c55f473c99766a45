package dev.troupe.engine.compile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.engine.Engine;
import dev.troupe.engine.cache.CodeCache;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A flight recording tells which modules were compiled, and which functions became bytecode, when and how large. */
@Timeout(60)
class FlightRecordingTest {
    /** What a stream tells of in one second it makes anew; in the next it would use the same objects again, which are kept here. */
    private static RecordingStream recording() {
        var recording = new RecordingStream();
        recording.setReuse(false);
        return recording;
    }

    @Test
    void translatedFunctionsAreTold() throws Exception {
        var big = "(local.set 0 (i32.add (i32.mul (local.get 0) (i32.const 3)) (i32.const 1)))".repeat(2000);
        var text = "(module $shop (import \"a\" \"b\" (func)) (func $small (export \"small\")) (func $big (param i32) " + big + "))";
        List<RecordedEvent> events = new CopyOnWriteArrayList<>();
        try (var recording = recording()) {
            recording.enable("dev.troupe.FunctionTranslated").withThreshold(Duration.ZERO);
            recording.onEvent("dev.troupe.FunctionTranslated", events::add);
            recording.startAsync();
            var module = Engine.builder().eager(true).build().compileText(text);
            recording.stop();
            var mine = events.stream().filter(event -> module.digest().equals(event.getString("moduleDigest"))).toList();
            assertThat(mine).extracting(event -> event.getString("function")).containsExactlyInAnyOrder("small", "big");
            var event = mine.stream().filter(one -> one.getString("function").equals("big")).findFirst().orElseThrow();
            assertThat(event.getString("module")).isEqualTo("shop");
            assertThat(event.getInt("functionIndex")).isEqualTo(2);
            assertThat(event.getDuration()).isPositive();
            var report = module.codeReport(done -> {}).functions().get(1);
            assertThat(event.getInt("wasmBytes")).isEqualTo(report.wasmBytes())
                    .isEqualTo(module.module().functions().get(1).body().length());
            assertThat(event.getInt("methods")).isEqualTo(report.methods().size()).isGreaterThan(1);
            assertThat(event.getInt("bytecodeBytes")).isEqualTo(report.bytecodeBytes());
            assertThat(event.getInt("largestMethodBytes")).isEqualTo(report.largest().bytes()).isLessThanOrEqualTo(8000);
        }
    }

    @Test
    void compiledModulesAreTold(@TempDir Path folder) throws Exception {
        var text = "(module $shop (import \"a\" \"b\" (func)) (func (export \"one\")) (func (export \"two\")))";
        List<RecordedEvent> events = new CopyOnWriteArrayList<>();
        try (var recording = recording()) {
            recording.enable("dev.troupe.ModuleCompiled").withThreshold(Duration.ZERO);
            recording.onEvent("dev.troupe.ModuleCompiled", events::add);
            recording.startAsync();
            var module = Engine.create().compileText(text);
            Engine.builder().codeCache(folder.resolve("cache")).build().compileText(text);
            CodeCache.flush();
            Engine.builder().codeCache(folder.resolve("cache")).build().compileText(text);
            Engine.create().compileAhead(module.bytes(), "shop", folder.resolve("shop.jar"));
            Engine.create().load(folder.resolve("shop.jar"));
            recording.stop();
            var mine = events.stream().filter(event -> module.digest().equals(event.getString("moduleDigest"))).toList();
            assertThat(mine).extracting(event -> event.getBoolean("keptCode")).containsExactly(false, false, true, true);
            assertThat(mine).allSatisfy(event -> {
                assertThat(event.getString("module")).isEqualTo("shop");
                assertThat(event.getInt("wasmBytes")).isEqualTo(module.bytes().length);
                assertThat(event.getInt("functions")).isEqualTo(2);
                assertThat(event.getDuration()).isPositive();
            });
        }
    }
}
