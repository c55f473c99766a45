package dev.troupe.engine.cache;

import dev.troupe.engine.compile.ClassStore;
import dev.troupe.engine.compile.CompileOptions;
import dev.troupe.engine.module.Feature;
import dev.troupe.engine.module.ModuleJarException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * A module compiled ahead of time, with all its classes, as {@link ModuleJar} wrote it. Thread-safe; classes are read when they are first
 * needed.
 */
public final class AheadOfTimeCode implements ClassStore {
    /** Opens a file by its name within the jar or on the class path; null if there is none. */
    @FunctionalInterface
    private interface Files {
        InputStream open(String name) throws IOException;
    }

    private record Expected(int length, int checksum) {}

    private final Files files;
    private final String folder;
    private final StringBuilder key = new StringBuilder();
    private final Map<Integer, int[]> tailCalls = new TreeMap<>();
    private final Map<String, Expected> expected = new HashMap<>();
    private final String digest;
    private final byte[] module;

    private AheadOfTimeCode(Files files, String folder, String what) throws IOException {
        this.files = files;
        this.folder = folder;
        var index = read(ModuleJar.INDEX);
        if (index == null) {
            throw new ModuleJarException("no module compiled ahead of time: " + what);
        }
        try {
            new String(index, StandardCharsets.UTF_8).lines().forEach(this::line);
            digest = key.substring(key.indexOf("\nmodule ") + "\nmodule ".length()).split("\n", 2)[0];
        } catch (RuntimeException e) {
            throw new ModuleJarException("damaged index of a module compiled ahead of time: " + what);
        }
        module = find(ModuleJar.MODULE);
        if (module == null) {
            throw new ModuleJarException("the module compiled ahead of time is missing or damaged: " + what);
        }
    }

    /**
     * The module in a jar.
     *
     * @throws ModuleJarException if it has none, or several, or the module itself is damaged
     * @throws IOException if the file cannot be read, or is no jar
     */
    public static AheadOfTimeCode in(Path jar) throws IOException {
        var zip = open(jar);
        var names = zip.stream().map(entry -> entry.getName()).filter(ModuleJar::isIndex).toList();
        if (names.size() != 1) {
            zip.close();
            throw new ModuleJarException((names.isEmpty() ? "no module" : names.size() + " modules") + " compiled ahead of time in " + jar);
        }
        var folder = names.getFirst().substring(0, names.getFirst().length() - ModuleJar.INDEX.length());
        try {
            return new AheadOfTimeCode(name -> {
                var entry = zip.getEntry(name);
                return entry == null ? null : zip.getInputStream(entry);
            }, folder, jar.toString());
        } catch (ModuleJarException | IOException e) {
            zip.close();
            throw e;
        }
    }

    /** Closes itself when nobody refers to it any more. */
    private static ZipFile open(Path jar) throws IOException {
        if (java.nio.file.Files.isDirectory(jar)) {
            throw new IOException(jar + " is a directory");
        }
        try {
            return new ZipFile(jar.toFile());
        } catch (ZipException e) {
            throw new IOException(jar + " is no jar: " + e.getMessage(), e);
        }
    }

    /**
     * The module of a name on a class path.
     *
     * @throws FileNotFoundException if there is none
     * @throws ModuleJarException if the module itself is damaged
     */
    public static AheadOfTimeCode on(ClassLoader loader, String name) throws IOException {
        var folder = ModuleJar.folder(name);
        if (loader.getResource(folder + ModuleJar.INDEX) == null) {
            throw new FileNotFoundException("no module compiled ahead of time on the class path: " + name);
        }
        return new AheadOfTimeCode(loader::getResourceAsStream, folder, name);
    }

    private void line(String line) {
        var words = line.split(" ");
        switch (words[0]) {
            case "tail-calls" -> {
                var callees = new int[words.length - 2];
                for (int i = 0; i < callees.length; i++) {
                    callees[i] = Integer.parseInt(words[i + 2]);
                }
                tailCalls.put(Integer.parseInt(words[1]), callees);
            }
            case "file" -> expected.put(words[1], new Expected(Integer.parseInt(words[2]), Integer.parseUnsignedInt(words[3], 16)));
            default -> key.append(line).append('\n');
        }
    }

    private byte[] read(String name) throws IOException {
        try (var in = files.open(folder + name)) {
            return in == null ? null : in.readAllBytes();
        }
    }

    /** The module's bytes. */
    public byte[] module() {
        return module;
    }

    /** The SHA-256 digest of {@link #module()}. */
    public String digest() {
        return digest;
    }

    /** Whether this engine made the code, with these features and options; otherwise only {@link #module()} is of use. */
    public boolean fits(Set<Feature> features, CompileOptions options) {
        return EngineFingerprint.get() != null && CodeKey.of(digest, features, options).text().contentEquals(key);
    }

    /** See {@link CodeEntry#tailCalls}. */
    public Map<Integer, int[]> tailCalls() {
        return tailCalls;
    }

    @Override
    public byte[] find(String name) {
        var place = expected.get(name);
        if (place == null) {
            return null;
        }
        try {
            var bytes = read(name.equals(ModuleJar.MODULE) ? name : name + ModuleJar.CLASS);
            return bytes != null && bytes.length == place.length && CodeFile.checksum(bytes) == place.checksum ? bytes : null;
        } catch (IOException | RuntimeException e) {
            return null;
        }
    }

    @Override
    public void add(String name, byte[] bytes) {
        // What is missing is code for other forms of memory than the usual one.
    }
}
