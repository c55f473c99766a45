package dev.troupe.engine.compile;

import java.util.LinkedHashMap;
import java.util.Map;
import org.objectweb.asm.ClassReader;

/** Reads off a class file how many bytes of bytecode each method has, which no visitor of ASM tells. */
public final class CodeSizes {
    private CodeSizes() {}

    /** By method name and descriptor. */
    public static Map<String, Integer> of(byte[] classFile) {
        var sizes = new LinkedHashMap<String, Integer>();
        var reader = new ClassReader(classFile);
        var buffer = new char[reader.getMaxStringLength()];
        int at = reader.header + 6 + 2 * reader.readUnsignedShort(reader.header + 6) + 2;
        int fields = reader.readUnsignedShort(at);
        at += 2;
        for (int i = 0; i < fields; i++) {
            at = attributes(reader, buffer, at + 6, null);
        }
        int methods = reader.readUnsignedShort(at);
        at += 2;
        for (int i = 0; i < methods; i++) {
            var size = new int[1];
            var name = reader.readUTF8(at + 2, buffer) + reader.readUTF8(at + 4, buffer);
            at = attributes(reader, buffer, at + 6, size);
            sizes.put(name, size[0]);
        }
        return sizes;
    }

    /** Skips attributes; notes the length of the code in {@code Code}. */
    private static int attributes(ClassReader reader, char[] buffer, int start, int[] size) {
        int count = reader.readUnsignedShort(start);
        int at = start + 2;
        for (int i = 0; i < count; i++) {
            if (size != null && "Code".equals(reader.readUTF8(at, buffer))) {
                size[0] = reader.readInt(at + 10);
            }
            at += 6 + reader.readInt(at + 2);
        }
        return at;
    }
}
