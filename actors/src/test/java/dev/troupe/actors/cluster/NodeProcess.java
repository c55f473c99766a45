package dev.troupe.actors.cluster;

import dev.troupe.actors.PoolSettings;
import dev.troupe.engine.Engine;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A cluster node in a JVM of its own, to be killed. */
final class NodeProcess implements AutoCloseable {
    private final Process process;

    private NodeProcess(Process process) {
        this.process = process;
    }

    static NodeProcess start(String seed, int instances) throws IOException {
        var classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--sun-misc-unsafe-memory-access=allow",
                "--enable-native-access=ALL-UNNAMED",
                "-Xmx512m",
                "-cp",
                classPath,
                NodeProcess.class.getName(),
                seed,
                Integer.toString(instances)));
        var builder = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(new File("target", "node-" + System.nanoTime() + ".log"));
        return new NodeProcess(builder.start());
    }

    /** As {@code kill -9} does. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        kill();
    }

    /** Runs until it is killed. */
    public static void main(String[] args) {
        var settings = PoolSettings.defaults().withInstances(Integer.parseInt(args[1]));
        var node = ClusterNode.start(ClusterSettings.local().withSeeds(args[0]), Engine.create(), settings);
        node.whenTerminated().toCompletableFuture().join();
    }
}
