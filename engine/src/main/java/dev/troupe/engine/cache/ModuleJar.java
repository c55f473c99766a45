package dev.troupe.engine.cache;

import dev.troupe.engine.compile.CompileOptions;
import dev.troupe.engine.module.Feature;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes a module with all its classes, as a jar or into a folder of classes that becomes one:
 *
 * <pre>
 * META-INF/troupe/NAME/index.txt          what the code depends on, and lengths and checksums of the other files
 * META-INF/troupe/NAME/module.wasm
 * META-INF/troupe/NAME/wasm/Code0.class   and so on
 * </pre>
 *
 * <p>The same module, engine and options give the same bytes: entries are sorted, dated alike, and not compressed.
 */
public final class ModuleJar {
    static final String INDEX = "index.txt";
    static final String MODULE = "module.wasm";
    static final String CLASS = ".class";
    private static final String ROOT = "META-INF/troupe/";
    /** The earliest that the format can express without an extra field. */
    private static final LocalDateTime TIME = LocalDateTime.of(1980, 2, 1, 0, 0);

    private ModuleJar() {}

    static String folder(String name) {
        return ROOT + name + "/";
    }

    static boolean isIndex(String entry) {
        return entry.startsWith(ROOT) && entry.endsWith("/" + INDEX)
                && entry.indexOf('/', ROOT.length()) == entry.length() - INDEX.length() - 1;
    }

    /** @throws IllegalArgumentException if a module cannot be called that on a class path */
    public static void checkName(String name) {
        if (!name.matches("[A-Za-z0-9_][A-Za-z0-9._-]*")) {
            throw new IllegalArgumentException("'" + name + "' is no name of letters, digits, dots, hyphens and underscores");
        }
    }

    /**
     * The files of a module.
     *
     * @param name by which the module is found on a class path: letters, digits, dots, hyphens and underscores
     * @param classes by internal name
     */
    public static Map<String, byte[]> files(
            String name,
            byte[] module,
            String digest,
            Set<Feature> features,
            CompileOptions options,
            Map<Integer, int[]> tailCalls,
            Map<String, byte[]> classes) {
        checkName(name);
        var index = new StringBuilder(CodeKey.of(digest, features, options).text());
        new TreeMap<>(tailCalls).forEach((function, callees) -> {
            index.append("tail-calls ").append(function);
            for (int callee : callees) {
                index.append(' ').append(callee);
            }
            index.append('\n');
        });
        var files = new LinkedHashMap<String, byte[]>();
        files.put(folder(name) + INDEX, null);
        files.put(folder(name) + MODULE, module);
        file(index, MODULE, module);
        new TreeMap<>(classes).forEach((className, bytes) -> {
            file(index, className, bytes);
            files.put(folder(name) + className + CLASS, bytes);
        });
        files.put(folder(name) + INDEX, index.toString().getBytes(StandardCharsets.UTF_8));
        return files;
    }

    private static void file(StringBuilder index, String name, byte[] bytes) {
        index.append("file ").append(name).append(' ').append(bytes.length).append(' ')
                .append(EngineFingerprint.hex(Integer.toUnsignedLong(CodeFile.checksum(bytes)))).append('\n');
    }

    /** Writes a jar, at once and whole: a process that reads the one that was there goes on with that. */
    public static void writeJar(Path jar, Map<String, byte[]> files) throws IOException {
        var unfinished = jar.resolveSibling(jar.getFileName() + "-" + ProcessHandle.current().pid() + ".tmp");
        try {
            write(unfinished, files);
            Files.move(unfinished, jar, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    private static void write(Path jar, Map<String, byte[]> files) throws IOException {
        try (var out = new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(jar), 1 << 16))) {
            put(out, "META-INF/MANIFEST.MF", "Manifest-Version: 1.0\r\n\r\n".getBytes(StandardCharsets.UTF_8));
            for (var file : files.entrySet()) {
                put(out, file.getKey(), file.getValue());
            }
        }
    }

    private static void put(ZipOutputStream out, String name, byte[] bytes) throws IOException {
        var crc = new CRC32();
        crc.update(bytes);
        var entry = new ZipEntry(name);
        entry.setTimeLocal(TIME);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(bytes.length);
        entry.setCompressedSize(bytes.length);
        entry.setCrc(crc.getValue());
        out.putNextEntry(entry);
        out.write(bytes);
        out.closeEntry();
    }

    /** Writes the files below a folder, over those of an earlier time. */
    public static void writeFolder(Path folder, Map<String, byte[]> files) throws IOException {
        for (var file : files.entrySet()) {
            var path = folder.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.write(path, file.getValue());
        }
    }
}
