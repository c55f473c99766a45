package dev.troupe.engine.compile;

import static org.objectweb.asm.Opcodes.ACC_PUBLIC;
import static org.objectweb.asm.Opcodes.ACC_STATIC;

import dev.troupe.engine.compile.Body.Given;
import dev.troupe.engine.compile.outline.OutlinePlan;
import dev.troupe.engine.compile.outline.Region;
import dev.troupe.engine.compile.outline.Spills;
import dev.troupe.engine.runtime.GuestNames;
import dev.troupe.engine.validate.BodyVisitor;
import dev.troupe.engine.validate.FunctionValidator;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.objectweb.asm.ClassWriter;

/** The JVM methods that one function becomes: its own, and one for each region. They are written in turns, as the body goes by. */
final class FunctionMethods {
    /** Calls of leaves in so many bytes take milliseconds. */
    private static final int VERY_LONG = 1 << 17;

    private final Layout layout;
    private final CodeWriters writers;
    private final FunctionValidator validator;
    private final int function;
    private final String name;
    private final Kind[] kinds;
    private final int start;
    private final boolean veryLong;
    private final List<Region> regions;
    /** The locals that the function's own method uses; null for all. */
    private final BitSet skeleton;
    private final FuelPlan fuel;
    /** The locals that the methods share, or null if regions take and return what they need. */
    private final SharedLocals shared;

    private final Spills.Reader spills;
    private final Deque<Place> places = new ArrayDeque<>();
    private int count;

    /** @param kinds of the function's locals, to which the plan may add some */
    FunctionMethods(
            Layout layout,
            CodeWriters writers,
            FunctionValidator validator,
            int function,
            Kind[] kinds,
            int start,
            OutlinePlan plan,
            FuelPlan fuel) {
        this(layout, writers, validator, function, layout.methodName(function), writers.localsName(function), kinds, start, plan, fuel);
    }

    /** For a constant expression, the one of a number among those of its class. */
    static FunctionMethods ofConstant(
            Layout layout, CodeWriters writers, FunctionValidator validator, int number, String name, int start, OutlinePlan plan) {
        return new FunctionMethods(layout, writers, validator, -1, name, writers.localsName(number), new Kind[0], start, plan, null);
    }

    private FunctionMethods(
            Layout layout,
            CodeWriters writers,
            FunctionValidator validator,
            int function,
            String name,
            String localsName,
            Kind[] locals,
            int start,
            OutlinePlan plan,
            FuelPlan fuel) {
        this.layout = layout;
        this.writers = writers;
        this.validator = validator;
        this.function = function;
        this.name = name;
        kinds = withOperands(locals, plan);
        this.start = start;
        var module = layout.module();
        veryLong = function >= 0 && module.functions().get(function - module.importedFunctions()).body().length() >= VERY_LONG;
        this.regions = plan.regions();
        skeleton = plan.skeleton();
        this.fuel = fuel;
        this.spills = plan.spills().reader();
        this.shared = plan.shared() ? sharedLocals(localsName, plan) : null;
    }

    private SharedLocals sharedLocals(String className, OutlinePlan plan) {
        var isShared = new boolean[kinds.length];
        OutlinePlan.all(regions).forEach(region -> mark(region, isShared));
        plan.far().stream().forEach(local -> isShared[local] = true);
        return new SharedLocals(className, kinds, isShared);
    }

    /** With the locals for the operands of interrupted statements. */
    private static Kind[] withOperands(Kind[] locals, OutlinePlan plan) {
        var types = plan.spills().types();
        var kinds = Arrays.copyOf(locals, locals.length + types.size());
        for (int i = 0; i < types.size(); i++) {
            kinds[locals.length + i] = Kind.of(types.get(i));
        }
        return kinds;
    }

    private static void mark(Region region, boolean[] isShared) {
        for (int local : region.ins()) {
            isShared[local] = true;
        }
        for (int local : region.outs()) {
            isShared[local] = true;
        }
    }

    SharedLocals shared() {
        return shared;
    }

    /** Where a method is. */
    record Place(String owner, String name) {}

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

    /** Whether the body is so long that it asks whether to stop in between, even without loops. */
    boolean isVeryLong() {
        return veryLong;
    }

    /** Where statements are interrupted. */
    Spills.Reader spills() {
        return spills;
    }

    void redirect(BodyVisitor visitor) {
        validator.redirect(visitor);
    }

    /** Begins the function's own method. */
    Body begin(Signature signature) {
        int params = signature.params().size();
        var code = method(writers.first(), writers.firstName(), name, signature.staticDescriptor());
        var body = new Body(layout, code, kinds, signature.packed() ? Given.ARRAYS : Given.PARAMETERS, range(0, params, null),
                range(params, Math.min(kinds.length, OutlinePlan.NEAR_LOCALS), skeleton),
                shared, fuelUse(0, Integer.MAX_VALUE, regions));
        body.callsRegions = shared != null;
        return body;
    }

    /** The numbers from {@code start} to {@code end}, those in {@code among} if it is not null. */
    private static int[] range(int start, int end, BitSet among) {
        var numbers = new int[Math.max(0, end - start)];
        int count = 0;
        for (int i = start; i < end; i++) {
            if (among == null || among.get(i)) {
                numbers[count++] = i;
            }
        }
        return Arrays.copyOf(numbers, count);
    }

    Body begin(Region region) {
        var partName = GuestNames.part(name, ++count);
        var writer = writers.forPart(partName);
        if (region.lanes()) {
            return beginLanes(region, writer, partName);
        }
        var code = method(writer, writers.partName(), partName, Regions.descriptor(region, kinds, shared));
        if (region.handler()) {
            // What it computes from fields and memory, nobody computes before the switch.
            code.invokeStatic(Names.OPAQUE, "memory", "()V");
        }
        var fuelUse = fuelUse(region.start(), region.end(), region.inner());
        if (shared == null) {
            return new Body(layout, code, kinds, Given.PARAMETERS, region.ins(), region.privates(), null, fuelUse);
        }
        if (region.inner().isEmpty()) {
            // Nobody else runs meanwhile, so what the region works on may be in variables.
            var ins = unhandled(region.ins(), region);
            return new Body(layout, code, kinds, Given.SHARED, ins, unhandled(region.privates(), region), shared, fuelUse);
        }
        var body = new Body(layout, code, kinds, Given.SHARED, new int[0], shared.without(region.privates()), shared, fuelUse);
        body.callsRegions = true;
        return body;
    }

    /** For a region that does one lane: the place of the lane is one more local. */
    private Body beginLanes(Region region, ClassWriter writer, String partName) {
        var laneKinds = LaneWise.kinds(kinds);
        var code = method(writer, writers.partName(), partName, LaneCalls.descriptor(region, laneKinds));
        var withPlace = Arrays.copyOf(laneKinds, kinds.length + 1);
        withPlace[kinds.length] = Kind.I32;
        var ins = Arrays.copyOf(region.ins(), region.ins().length + 1);
        ins[region.ins().length] = kinds.length;
        return new Body(layout, code, withPlace, Given.PARAMETERS, ins, region.privates(), null, Fuel.Use.NONE);
    }

    private Fuel.Use fuelUse(int from, int to, List<Region> inner) {
        return fuel == null ? Fuel.Use.NONE : new Fuel.Use(fuel, fuel.hasCallFreeLoop(from, to, inner));
    }

    /** Without the locals that a handler outside of the region may want to see at any time. */
    private static int[] unhandled(int[] locals, Region region) {
        if (region.handled().length == 0) {
            return locals;
        }
        var rest = new int[locals.length];
        int count = 0;
        for (int local : locals) {
            if (Arrays.binarySearch(region.handled(), local) < 0) {
                rest[count++] = local;
            }
        }
        return Arrays.copyOf(rest, count);
    }

    /** Writes a method for a piece of an instruction, and tells where it is. */
    Place write(String descriptor, Consumer<Code> instructions) {
        var partName = GuestNames.part(name, ++count);
        var code = method(writers.forPart(partName), writers.partName(), partName, descriptor);
        instructions.accept(code);
        return end(code);
    }

    private Code method(ClassWriter writer, String owner, String methodName, String descriptor) {
        places.push(new Place(owner, methodName));
        var method = writer.visitMethod(ACC_PUBLIC | ACC_STATIC, methodName, descriptor, null, null);
        method.visitCode();
        return writers.code(writer, method);
    }

    /** Ends the method begun last, and tells where it is. */
    Place end(Body body) {
        return end(body.code);
    }

    private Place end(Code code) {
        writers.ended(code.end());
        return places.pop();
    }
}
