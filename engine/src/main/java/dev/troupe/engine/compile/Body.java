package dev.troupe.engine.compile;

import dev.troupe.engine.runtime.MemoryForm;
import java.util.Arrays;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;

/**
 * The state of one body's translation that all translators share: the method being written, where values are, and the local variable
 * that caches memory 0's array.
 *
 * <p>The cached array is loaded where it is first needed and again after anything that may grow the memory; {@code memoryCached}
 * says whether it is good here. A stack map frame shows the variable only where it is good on all ways in. The same goes for the memory's
 * length where that is not the array's. A shared memory, which other threads may grow at any time, is not cached.
 */
final class Body {
    private static final String STORE_DESCRIPTOR = Names.descriptor(Names.STORE);
    private static final Object[] NO_TYPES = {};

    final Layout layout;
    final Code code;
    final Slots slots = new Slots();
    final OperandStack stack;
    /** The slot that holds the instance. */
    final int instance;
    /** JVM slot and kind of each wasm local, parameters first. */
    final int[] localSlots;
    final Kind[] localKinds;
    /** False behind an unconditional transfer of control, up to a label that somebody jumps to. */
    boolean reachable = true;
    boolean memoryCached;
    /** Whether loops hold calls of regions, so many that handing the memory's array from one turn to the next is not worth the code. */
    boolean callsRegions;
    final KnownAddresses addresses;
    final KnownOutcomes outcomes = new KnownOutcomes();
    final CountedLoops loops;
    final LongRuns runs = new LongRuns(this);
    /** Calls since the last label, in a body that asks before some of its calls whether to stop. */
    int callsInARow;
    /** Whether the instruction being translated was taken together with one before. */
    boolean done;
    /** Whether vectors may have other forms than a pair of longs here, or null. */
    LaneForms laneForms;

    /** The loops of the body of which turns are done at once, or null. */
    StreamLoops streamLoops;

    /** The {@link CaseLocals} of the switches of the body, or null. */
    int[] caseLocals;

    private int nextSwitch;

    /** The selects of the body with kept operands, or null. */
    Selections selections;

    /** Where the instruction being translated is among the module's bytes. */
    int offset;

    /** What charges for instructions. */
    final Fuel fuel;

    /** The methods of the function, for instructions that need some of their own. */
    FunctionMethods methods;

    /** The locals that are fields of an object, or null if all are variables. */
    final SharedLocals shared;

    private final int[] initialised;
    private final int depthSlot;
    private final int memorySlot;
    private final int lengthSlot;
    private final Object[] fixedTypes;
    private final int fixedSlots;
    private int lastLine = -1;
    private int line;

    /** Where a method finds the locals that it is given. */
    enum Given {
        /** They are its parameters. */
        PARAMETERS,
        /** They are parameters too, but come in two arrays. */
        ARRAYS,
        /** In the object of shared locals, which a region's method takes. */
        SHARED
    }

    /**
     * Begins the method.
     *
     * @param kinds of all locals of the function
     * @param locals those that the method is given, in order
     * @param others the other locals that occur in the method; of {@code SHARED}, those that are variables of its own
     * @param shared the locals of the function that its methods share, or null; made here unless given
     * @param fuelUse how the method charges
     */
    Body(
            Layout layout, Code code, Kind[] kinds, Given given, int[] locals, int[] others, SharedLocals shared,
            Fuel.Use fuelUse) {
        this.layout = layout;
        this.code = code;
        this.shared = shared;
        localKinds = kinds;
        addresses = new KnownAddresses(kinds.length, outcomes);
        loops = new CountedLoops(this);
        localSlots = new int[kinds.length];
        boolean makesShared = shared != null && given != Given.SHARED;
        instance = switch (given) {
            case PARAMETERS -> {
                reserve(locals);
                yield slots.reserve(Names.INSTANCE);
            }
            case ARRAYS -> {
                slots.reserve("[J");
                slots.reserve("[Ljava/lang/Object;");
                int slot = slots.reserve(Names.INSTANCE);
                reserve(locals);
                yield slot;
            }
            case SHARED -> {
                code.shareLocals(slots.reserve(shared.className()), shared.className());
                int slot = slots.reserve(Names.INSTANCE);
                Arrays.setAll(localSlots, SharedLocals::slot);
                reserve(locals);
                yield slot;
            }
        };
        if (makesShared) {
            code.shareLocals(slots.reserve(shared.className()), shared.className());
        }
        initialised = makesShared ? shared.without(others) : others;
        reserve(initialised);
        depthSlot = layout.options().callDepthChecks() ? slots.reserve(Kind.I32) : -1;
        fuel = new Fuel(this, fuelUse);
        fixedTypes = slots.fixedTypes();
        fixedSlots = slots.count();
        memorySlot = layout.memoryMayGrow() ? slots.reserveHidden() : -1;
        lengthSlot = memorySlot >= 0 && layout.access(0).hasLength() ? slots.reserveHidden() : -1;
        memoryCached = memorySlot < 0;
        stack = new OperandStack(code, slots);
        if (given == Given.ARRAYS) {
            unpack(locals);
        } else if (given == Given.SHARED) {
            load(locals);
        }
        initialiseLocals();
        if (makesShared) {
            shared.make(code);
            share(locals);
        }
        rememberDepth();
        fuel.begin();
    }

    /** The local that the cases of the switch that comes next, in code that anybody reaches or not, see as their own; -1 for none. */
    int nextCaseLocal() {
        return caseLocals == null ? -1 : caseLocals[nextSwitch++];
    }

    /** Makes variables of shared locals. */
    private void load(int[] locals) {
        for (int local : locals) {
            code.load(localKinds[local], SharedLocals.slot(local));
            code.store(localKinds[local], localSlots[local]);
        }
    }

    /** Moves parameters that are shared to where they belong, and lets shared locals be found there. */
    private void share(int[] params) {
        for (int local : params) {
            if (shared.isShared()[local]) {
                code.load(localKinds[local], localSlots[local]);
                code.store(localKinds[local], SharedLocals.slot(local));
            }
        }
        for (int local = 0; local < localKinds.length; local++) {
            if (shared.isShared()[local]) {
                localSlots[local] = SharedLocals.slot(local);
            }
        }
    }

    /** Notes the call depth, if it is counted, for handlers of exceptions. */
    void rememberDepth() {
        if (depthSlot >= 0) {
            pushStore();
            code.getField(Names.STORE, "depthLeft", "I");
            code.store(Kind.I32, depthSlot);
        }
    }

    /** In a handler: the calls that the exception has ended no longer count. */
    void restoreDepth() {
        if (depthSlot >= 0) {
            pushStore();
            code.load(Kind.I32, depthSlot);
            code.putField(Names.STORE, "depthLeft", "I");
        }
    }

    /** Gives the locals that are no parameters their first values. */
    void initialiseLocals() {
        for (int local : initialised) {
            code.pushDefault(localKinds[local]);
            code.store(localKinds[local], localSlots[local]);
        }
    }

    /** Gives all locals but the parameters their first values again. */
    void restart(int params) {
        initialiseLocals();
        if (shared == null) {
            return;
        }
        // A new object has them; it takes over the parameters.
        for (int local = 0; local < params; local++) {
            if (shared.isShared()[local]) {
                code.load(localKinds[local], localSlots[local]);
            }
        }
        shared.make(code);
        for (int local = params - 1; local >= 0; local--) {
            if (shared.isShared()[local]) {
                code.store(localKinds[local], localSlots[local]);
            }
        }
    }

    private void reserve(int[] locals) {
        for (int local : locals) {
            localSlots[local] = slots.reserve(localKinds[local]);
        }
    }

    /** Takes over parameters that are in the two arrays. */
    void unpack(int[] params) {
        int number = 0;
        int reference = 0;
        for (int local : params) {
            var kind = localKinds[local];
            if (kind.isReference()) {
                code.loadRef(1);
                code.pushInt(reference++);
                code.op(Opcodes.AALOAD);
                if (kind != Kind.REF) {
                    code.checkCast(kind.internalName());
                }
            } else {
                for (int half = 0; half < (kind == Kind.V128 ? 2 : 1); half++) {
                    code.loadRef(0);
                    code.pushInt(number++);
                    code.op(Opcodes.LALOAD);
                    Bits.fromLong(kind, code);
                }
            }
            code.store(kind, localSlots[local]);
        }
    }

    void pushInstance() {
        code.loadRef(instance);
    }

    void pushStore() {
        pushInstance();
        code.getField(Names.INSTANCE, "store", STORE_DESCRIPTOR);
    }

    /** Pushes the array of a memory, or its segment. */
    void pushMemoryArray(int memory) {
        if (memory == 0 && layout.form(0) != MemoryForm.SHARED) {
            cacheMemory();
            code.loadRef(memorySlot);
        } else {
            pushInstance();
            InstanceFields.memoryContents(layout, code, memory);
        }
    }

    /** Pushes how many of an array's bytes are the memory's. */
    void pushMemoryLength(int memory) {
        if (!layout.access(memory).hasLength()) {
            pushMemoryArray(memory);
            code.op(Opcodes.ARRAYLENGTH);
        } else if (memory == 0) {
            cacheMemory();
            code.load(Kind.I32, lengthSlot);
        } else {
            pushInstance();
            InstanceFields.memoryLength(layout, code, memory);
        }
    }

    /** Pushes what accesses to a memory take: its array or segment, and the length, if that is not the array's. */
    void pushMemoryContents(int memory) {
        pushMemoryArray(memory);
        if (layout.access(memory).hasLength()) {
            pushMemoryLength(memory);
        }
    }

    /** Makes sure that the cached array is good. */
    void cacheMemory() {
        if (!memoryCached) {
            pushInstance();
            InstanceFields.memoryContents(layout, code, 0);
            code.storeRef(memorySlot);
            if (lengthSlot >= 0) {
                pushInstance();
                InstanceFields.memoryLength(layout, code, 0);
                code.store(Kind.I32, lengthSlot);
            }
            memoryCached = true;
        }
    }

    /** To be called behind everything that may have grown memory 0. */
    void memoryMayHaveGrown() {
        if (layout.memoryMayGrow()) {
            memoryCached = false;
        }
    }

    /** Nothing is known of the cached array, nor of addresses. */
    void forgetMemory() {
        memoryCached = memorySlot < 0;
        addresses.clear();
    }

    /** The instruction being translated stands at this offset of the body. */
    void line(int offset) {
        line = Math.min(offset, 0xFFFF);
    }

    /** Records the offset for traces; called before instructions that may trap or call. */
    void mark() {
        if (line != lastLine) {
            lastLine = line;
            if (line == 0) {
                // HotSpot's table of lines would end with line 0 at the method's very first instruction.
                code.op(Opcodes.NOP);
            }
            code.line(line);
        }
    }

    /** Code follows that only jumps reach: the JVM's stack holds {@code stackTypes} on top of nothing. */
    void label(Label label, Object... stackTypes) {
        runs.end();
        callsInARow = 0;
        code.label(label);
        frame(stackTypes);
        lastLine = -1;
    }

    /** A label in the middle of a block, with the block's entries as they are. */
    void innerLabel(Label label) {
        label(label, stack.jvmTypes());
    }

    /** The frame of code that is reached from anywhere in the method with nothing but an exception. */
    void handlerFrame(String exception) {
        callsInARow = 0;
        code.frame(fixedTypes, new Object[] {exception});
    }

    private void frame(Object[] stackTypes) {
        int end = fixedSlots;
        boolean showMemory = memoryCached && memorySlot >= 0;
        if (showMemory) {
            end = Math.max(memorySlot, lengthSlot) + 1;
        }
        for (int i = 0; i < stack.height(); i++) {
            if (stack.isTemporary(i)) {
                end = Math.max(end, stack.slot(i) + stack.kind(i).slots);
            }
        }
        if (end == fixedSlots) {
            code.frame(fixedTypes, stackTypes);
            return;
        }
        // By slot first, behind the fixed ones; the upper slot of a long or double is null.
        int fixed = fixedTypes.length;
        var locals = Arrays.copyOf(fixedTypes, fixed + end - fixedSlots);
        Arrays.fill(locals, fixed, locals.length, Opcodes.TOP);
        int shift = fixed - fixedSlots;
        if (showMemory) {
            locals[memorySlot + shift] = layout.access(0).frameType();
            if (lengthSlot >= 0) {
                locals[lengthSlot + shift] = Opcodes.INTEGER;
            }
        }
        for (int i = 0; i < stack.height(); i++) {
            if (stack.isTemporary(i)) {
                var kind = stack.kind(i);
                int at = stack.slot(i) + shift;
                var part = kind.part();
                for (int next = at; next < at + kind.slots; next += part.slots) {
                    locals[next] = part.frameType;
                    if (part.slots == 2) {
                        locals[next + 1] = null;
                    }
                }
            }
        }
        int count = fixed;
        for (int i = fixed; i < locals.length; i++) {
            if (locals[i] != null) {
                locals[count++] = locals[i];
            }
        }
        code.frame(count == locals.length ? locals : Arrays.copyOf(locals, count), stackTypes);
    }

    /** The verification types of values on the JVM's stack. */
    static Object[] frameTypes(Kind[] kinds) {
        int count = 0;
        for (var kind : kinds) {
            count += kind.parts();
        }
        var types = count == 0 ? NO_TYPES : new Object[count];
        int end = 0;
        for (var kind : kinds) {
            int start = end;
            end += kind.parts();
            Arrays.fill(types, start, end, kind.part().frameType);
        }
        return types;
    }
}
