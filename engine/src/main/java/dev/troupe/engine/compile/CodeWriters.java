package dev.troupe.engine.compile;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * The classes that a group of functions is written to: one, and more if the parts of a large function need more constants than a class
 * can have.
 */
final class CodeWriters {
    /** The class format allows 65535; a part of 8000 bytes needs some thousands, and one that is begun may have others inside. */
    private static final int MANY_CONSTANTS = 20_000;

    private final String name;
    private final List<ClassWriter> writers = new ArrayList<>();
    /** By class. */
    private final Map<ClassWriter, Code.DynamicCalls> dynamicCalls = new IdentityHashMap<>();

    /** By internal name: classes for the locals that methods share. */
    private final Map<String, byte[]> locals = new LinkedHashMap<>();

    private int largestMethod;

    CodeWriters(String name, String superName) {
        this.name = name;
        add(superName);
    }

    private void add(String superName) {
        var writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        int access = Opcodes.ACC_PUBLIC | Opcodes.ACC_FINAL | Opcodes.ACC_SUPER;
        writer.visit(Opcodes.V21, access, name(writers.size()), null, superName, null);
        writer.visitSource(CodeClass.SOURCE_FILE, null);
        writers.add(writer);
        dynamicCalls.put(writer, new Code.DynamicCalls());
    }

    private String name(int index) {
        return index == 0 ? name : name + Names.FURTHER_CODE + index;
    }

    /** A method of one of the classes. */
    Code code(ClassWriter writer, MethodVisitor method) {
        return new Code(method, dynamicCalls.get(writer));
    }

    /** The class of the functions' own methods. */
    ClassWriter first() {
        return writers.getFirst();
    }

    String firstName() {
        return name;
    }

    /** The class to put the next part into; {@code method} is its name. */
    ClassWriter forPart(String method) {
        // A constant's number tells how many there are already.
        if (writers.getLast().newUTF8(method) > MANY_CONSTANTS) {
            add("java/lang/Object");
        }
        return writers.getLast();
    }

    /** The name of the class that {@link #forPart} gave last. */
    String partName() {
        return name(writers.size() - 1);
    }

    /** The name of the class for the locals that the methods of a function share. */
    String localsName(int function) {
        return name + Names.FURTHER_CODE + Names.LOCALS + function;
    }

    void add(SharedLocals shared) {
        locals.put(shared.className(), shared.generate());
    }

    /** A method of so many bytes is written. */
    void ended(int bytes) {
        largestMethod = Math.max(largestMethod, bytes);
    }

    /** The bytes of the largest method so far. */
    int largestMethod() {
        return largestMethod;
    }

    /** Ends all classes; by internal name, the first one first. */
    Map<String, byte[]> finish() {
        var classes = new LinkedHashMap<String, byte[]>();
        for (int i = 0; i < writers.size(); i++) {
            writers.get(i).visitEnd();
            classes.put(name(i), writers.get(i).toByteArray());
        }
        classes.putAll(locals);
        return classes;
    }
}
