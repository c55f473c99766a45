import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.net.URLClassLoader;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Brings jars of old class files to a class file version that the JVM verifies by stack maps, so that its ahead-of-time cache takes the
 * classes: it has no room for those of Java 5, of which picocli and ASM are (RATIONALE.md, "Why are class files of libraries brought up to
 * date?"). Code, names, line numbers and everything else in the jar stay as they are; a note in META-INF tells of the change. A jar
 * without old class files is left alone, and the same jar always gives the same bytes.
 *
 * <p>Run by the build from its source: {@code java UpgradeClassFiles.java JAR...}
 */
public final class UpgradeClassFiles {
    /** The first version that must have stack maps is 51, of Java 7. */
    private static final int OLDEST_WITH_STACK_MAPS = 51;
    /** Java 11, in which picocli's and ASM's sources mean what they do in Java 5. */
    private static final int VERSION = 55;

    private static final int OFFSET_OF_VERSION = 6;
    private static final String NOTE = "META-INF/UPGRADED-CLASS-FILES.txt";
    private static final String NOTE_TEXT = """
            The class files in this jar were brought to version %d of the class file format, with stack maps, by the build of Troupe.
            Nothing else was changed.
            """.formatted(VERSION);

    public static void main(String[] jars) throws IOException {
        for (var jar : jars) {
            upgrade(Path.of(jar));
        }
    }

    private static void upgrade(Path jar) throws IOException {
        var changed = jar.resolveSibling(jar.getFileName() + ".new");
        boolean isChanged = false;
        try (var in = new ZipFile(jar.toFile());
                var loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, ClassLoader.getPlatformClassLoader());
                var out = new ZipOutputStream(Files.newOutputStream(changed))) {
            var classes = ClassFile.of(
                    ClassFile.StackMapsOption.GENERATE_STACK_MAPS,
                    ClassFile.ClassHierarchyResolverOption.of(ClassHierarchyResolver.ofResourceParsing(loader)));
            for (var entry : in.stream().toList()) {
                if (entry.getName().matches("META-INF/[^/]*\\.(SF|RSA|DSA|EC)")) {
                    throw new IOException(jar + " is signed; its class files cannot be changed");
                }
                var bytes = in.getInputStream(entry).readAllBytes();
                if (isOld(entry.getName(), bytes)) {
                    bytes = upgrade(classes, bytes);
                    isChanged = true;
                }
                put(out, entry.getName(), entry, bytes);
            }
            if (isChanged) {
                put(out, NOTE, in.entries().nextElement(), NOTE_TEXT.getBytes(StandardCharsets.UTF_8));
            }
        }
        if (isChanged) {
            Files.move(changed, jar, StandardCopyOption.REPLACE_EXISTING);
        } else {
            Files.delete(changed);
        }
    }

    private static boolean isOld(String name, byte[] bytes) {
        return name.endsWith(".class")
                && ((bytes[OFFSET_OF_VERSION] & 0xFF) << 8 | bytes[OFFSET_OF_VERSION + 1] & 0xFF) < OLDEST_WITH_STACK_MAPS;
    }

    private static byte[] upgrade(ClassFile classes, byte[] bytes) {
        ClassTransform version = (builder, element) -> {
            if (element instanceof ClassFileVersion) {
                builder.withVersion(VERSION, 0);
            } else {
                builder.with(element);
            }
        };
        // Bodies pass through a transform that changes nothing, so that they are written anew, with stack maps.
        var bodies = ClassTransform.transformingMethodBodies(CodeTransform.ACCEPT_ALL);
        return classes.transformClass(classes.parse(bytes), version.andThen(bodies));
    }

    private static void put(ZipOutputStream out, String name, ZipEntry times, byte[] bytes) throws IOException {
        var entry = new ZipEntry(name);
        entry.setTimeLocal(times.getTimeLocal());
        out.putNextEntry(entry);
        out.write(bytes);
        out.closeEntry();
    }
}
