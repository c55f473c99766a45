package dev.troupe.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.TreeMap;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The build's {@code UpgradeClassFiles.java}, with the picocli that it is used for. */
class UpgradeClassFilesTest {
    private static final int JAVA_7 = 51;

    @TempDir
    private Path folder;

    @Test
    void everyClassGetsAVersionWithStackMapsAndPassesTheVerifier() throws Exception {
        var jar = copy("picocli.jar");
        upgrade(jar);
        var before = entries(Path.of(CommandLine.class.getProtectionDomain().getCodeSource().getLocation().toURI()));
        var after = entries(jar);
        assertThat(before.values()).anyMatch(version -> version > 0 && version < JAVA_7);
        assertThat(after.values()).noneMatch(version -> version > 0 && version < JAVA_7);
        assertThat(after.keySet()).containsAll(before.keySet()).contains("META-INF/UPGRADED-CLASS-FILES.txt");
        try (var loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, ClassLoader.getPlatformClassLoader())) {
            for (var name : after.keySet()) {
                if (name.endsWith(".class") && !name.contains("module-info")) {
                    // Initialised, and so verified.
                    Class.forName(name.substring(0, name.length() - ".class".length()).replace('/', '.'), true, loader);
                }
            }
        }
    }

    @Test
    void theSameJarGivesTheSameBytesAndOneThatIsUpgradedIsLeftAlone() throws Exception {
        var first = copy("first.jar");
        var second = copy("second.jar");
        upgrade(first, second);
        assertThat(first).hasSameBinaryContentAs(second);
        var longAgo = FileTime.fromMillis(0);
        Files.setLastModifiedTime(first, longAgo);
        upgrade(first);
        assertThat(Files.getLastModifiedTime(first)).isEqualTo(longAgo);
        assertThat(first).hasSameBinaryContentAs(second);
    }

    private Path copy(String name) throws Exception {
        var picocli = Path.of(CommandLine.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        return Files.copy(picocli, folder.resolve(name));
    }

    private static void upgrade(Path... jars) throws Exception {
        var command = new java.util.ArrayList<String>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.add(Path.of("src/build/UpgradeClassFiles.java").toAbsolutePath().toString());
        for (var jar : jars) {
            command.add(jar.toString());
        }
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }

    /** The files in a jar, with the class file version or 0. */
    private static TreeMap<String, Integer> entries(Path jar) throws IOException {
        var entries = new TreeMap<String, Integer>();
        try (var zip = new ZipFile(jar.toFile())) {
            for (var entry : zip.stream().toList()) {
                int version = 0;
                if (entry.getName().endsWith(".class")) {
                    try (var in = new DataInputStream(zip.getInputStream(entry))) {
                        in.skipNBytes(6);
                        version = in.readUnsignedShort();
                    }
                }
                entries.put(entry.getName(), version);
            }
        }
        return entries;
    }
}
