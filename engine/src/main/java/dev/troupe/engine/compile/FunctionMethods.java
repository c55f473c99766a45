package dev.troupe.engine.compile;

import static org.objectweb.asm.Opcodes.ACC_PUBLIC;
import static org.objectweb.asm.Opcodes.ACC_STATIC;

import dev.troupe.engine.compile.outline.Region;
import dev.troupe.engine.runtime.GuestNames;
import dev.troupe.engine.validate.BodyVisitor;
import dev.troupe.engine.validate.FunctionValidator;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.IntStream;
import org.objectweb.asm.ClassWriter;

/** The JVM methods that one function becomes: its own, and one for each region. They are written in turns, as the body goes by. */
final class FunctionMethods {
    private final Layout layout;
    private final ClassWriter writer;
    private final FunctionValidator validator;
    private final String owner;
    private final int function;
    private final String name;
    private final Kind[] kinds;
    private final int start;
    private final List<Region> regions;
    private final Deque<String> names = new ArrayDeque<>();
    private int count;

    FunctionMethods(
            Layout layout,
            ClassWriter writer,
            FunctionValidator validator,
            String owner,
            int function,
            Kind[] kinds,
            int start,
            List<Region> regions) {
        this.layout = layout;
        this.writer = writer;
        this.validator = validator;
        this.owner = owner;
        this.function = function;
        this.name = function < 0 ? "" : layout.methodName(function);
        this.kinds = kinds;
        this.start = start;
        this.regions = regions;
    }

    /** The class that the methods are in. */
    String owner() {
        return owner;
    }

    /** The function's index; -1 for a constant expression. */
    int function() {
        return function;
    }

    /** The index of the body's first byte, from which offsets in traces count. */
    int start() {
        return start;
    }

    List<Region> regions() {
        return regions;
    }

    void redirect(BodyVisitor visitor) {
        validator.redirect(visitor);
    }

    /** Begins the function's own method. */
    Body begin(Signature signature) {
        int params = signature.params().size();
        return begin(
                name,
                signature.staticDescriptor(),
                IntStream.range(0, params).toArray(),
                IntStream.range(params, kinds.length).toArray(),
                signature.packed());
    }

    Body begin(Region region) {
        return begin(GuestNames.part(name, ++count), Regions.descriptor(region, kinds), region.ins(), region.privates(), false);
    }

    private Body begin(String methodName, String descriptor, int[] params, int[] others, boolean packed) {
        names.push(methodName);
        var method = writer.visitMethod(ACC_PUBLIC | ACC_STATIC, methodName, descriptor, null, null);
        method.visitCode();
        return new Body(layout, new Code(method), kinds, params, others, packed);
    }

    /** Ends the method begun last, and returns its name. */
    String end(Body body) {
        body.code.mv.visitMaxs(0, 0);
        body.code.mv.visitEnd();
        return names.pop();
    }
}
