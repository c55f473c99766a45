package dev.troupe.engine.compile.outline;

import dev.troupe.engine.module.FuncType;
import dev.troupe.engine.module.Opcode;
import dev.troupe.engine.module.RefType;
import dev.troupe.engine.module.ValType;
import dev.troupe.engine.validate.BodyVisitor;
import dev.troupe.engine.validate.FunctionValidator;
import java.util.Arrays;
import java.util.BitSet;

/**
 * A body recorded for analysis: control flow, uses of locals, statement boundaries, and an estimate of each instruction's size in JVM
 * bytecode. Only large functions are recorded.
 */
final class Tape implements BodyVisitor {
    /** What the analysis tells apart. */
    enum Step {
        PLAIN,
        GET,
        SET,
        BLOCK,
        LOOP,
        IF,
        /** A block whose code may continue in a handler: no region may begin inside. */
        TRY,
        ELSE,
        /** A legacy clause: what comes before and behind are parts of the same {@code try}. */
        CATCH,
        END,
        BRANCH,
        BRANCH_IF,
        TABLE,
        /** Leaves the function normally. */
        RETURN,
        /** Leaves the function by a call in its place, which a region cannot do for it. */
        TAIL,
        /** Leaves by a trap or an exception. */
        THROW,
        /** A legacy instruction that only works in a method that has the block of its label. */
        RETHROW,
        /** Ends a legacy block whose exceptions go to the handlers around a label. */
        DELEGATE,
        CALL
    }

    /** Statements are not interrupted while they have more operands than these. */
    private static final int MAX_OPERANDS = 200;

    private final FunctionValidator validator;
    /** A statement beyond this size is interrupted, its operands going to locals of their own. */
    private final int longStatement;

    private final Spills spills;
    /** The locals in use of those that are too many to keep account of. */
    final BitSet far = new BitSet();
    int count;
    Step[] steps = new Step[1024];
    /** A local, a label, or an index into {@link #tables}. */
    int[] arguments = new int[1024];
    int[] positions = new int[1024];
    /** The size of everything before an instruction. */
    int[] sizes = new int[1025];
    boolean[] boundaries = new boolean[1024];
    /** The different labels of a step that has several. */
    int[][] tables = new int[16][];
    private int tableCount;
    private int position = -1;
    private boolean boundary;
    /** The size of the current statement so far, of blocks in it what a skeleton would keep. */
    private int statement;
    /** The same of the current block, and of those around it. */
    private int[] blocks = new int[32];

    private int[] statements = new int[32];
    /** By block, the number of operands up to the topmost that rests. */
    private int[] rest = new int[32];

    /** By height, the local in which an operand rests. */
    private int[] resting = new int[16];

    private int depth;

    /** @param locals the number of locals, to which those for the operands of long statements are added */
    Tape(FunctionValidator validator, int locals, int longStatement) {
        this.validator = validator;
        this.longStatement = longStatement;
        spills = new Spills(locals);
    }

    Spills spills() {
        return spills;
    }

    @Override
    public void position(int offset) {
        // The end of a block is announced again when its results are off the stack already.
        if (offset != position) {
            position = offset;
            int height = validator.height();
            validator.resetLowest();
            // Unreachable code drops operands.
            rest[depth] = Math.min(rest[depth], height);
            boundary = height == rest[depth];
            if (boundary) {
                statement = 0;
            } else if (statement > longStatement && height - rest[depth] <= MAX_OPERANDS) {
                interrupt(height);
            }
        }
    }

    /** Ends the statement here: its operands rest in locals until somebody needs them. */
    private void interrupt(int height) {
        int from = rest[depth];
        var operands = new int[height - from];
        for (int i = 0; i < operands.length; i++) {
            operands[i] = spills.local(from + i, validator.operand(from + i));
        }
        resting = Arrays.copyOf(resting, Math.max(resting.length, height + height / 2));
        System.arraycopy(operands, 0, resting, from, operands.length);
        for (int i = operands.length - 1; i >= 0; i--) {
            set(operands[i], 2);
        }
        spills.interrupt(position, operands);
        rest[depth] = height;
        boundary = true;
        statement = 0;
    }

    /** If the next instruction needs resting operands, they come back. */
    private void resume() {
        int lowest = validator.lowest();
        int from = rest[depth];
        if (lowest < from) {
            rest[depth] = lowest;
            spills.resume(position, from - lowest);
            for (int i = lowest; i < from; i++) {
                get(resting[i]);
            }
        }
    }

    /** The locals that steps use. */
    static BitSet used(Tape tape) {
        var used = new BitSet();
        for (int i = 0; i < tape.count; i++) {
            if (tape.steps[i] == Step.GET || tape.steps[i] == Step.SET) {
                used.set(tape.arguments[i]);
            }
        }
        return used;
    }

    boolean hasTailCalls() {
        return Arrays.asList(steps).subList(0, count).contains(Step.TAIL);
    }

    private void add(Step step, int argument, int size) {
        resume();
        if (count == steps.length) {
            int length = count * 2;
            steps = Arrays.copyOf(steps, length);
            arguments = Arrays.copyOf(arguments, length);
            positions = Arrays.copyOf(positions, length);
            sizes = Arrays.copyOf(sizes, length + 1);
            boundaries = Arrays.copyOf(boundaries, length);
        }
        steps[count] = step;
        arguments[count] = argument;
        positions[count] = position;
        boundaries[count] = boundary;
        sizes[count + 1] = sizes[count] + size;
        count++;
        boundary = false;
        statement += size;
        blocks[depth] += size;
        switch (step) {
            case BLOCK, LOOP, IF, TRY -> enter();
            case ELSE, CATCH -> rest[depth] = validator.base();
            case END, DELEGATE -> leave();
            default -> {}
        }
    }

    private void enter() {
        statements[depth++] = statement;
        if (depth == blocks.length) {
            blocks = Arrays.copyOf(blocks, depth * 2);
            statements = Arrays.copyOf(statements, depth * 2);
            rest = Arrays.copyOf(rest, depth * 2);
        }
        blocks[depth] = 0;
        rest[depth] = validator.base();
        statement = 0;
    }

    private void leave() {
        if (depth > 0) {
            int rest = Math.min(blocks[depth--], longStatement);
            blocks[depth] += rest;
            statement = statements[depth] + rest;
        }
    }

    private void addWithLabels(Step step, int[] labels, int size) {
        if (tableCount == tables.length) {
            tables = Arrays.copyOf(tables, tableCount * 2);
        }
        tables[tableCount] = Arrays.stream(labels).distinct().toArray();
        add(step, tableCount++, size);
    }

    private void plain(int size) {
        add(Step.PLAIN, 0, size);
    }

    @Override
    public void unreachable() {
        add(Step.THROW, 0, 4);
    }

    @Override
    public void block(FuncType type) {
        add(Step.BLOCK, 0, 0);
    }

    @Override
    public void loop(FuncType type) {
        add(Step.LOOP, 0, 14);
    }

    @Override
    public void if_(FuncType type) {
        add(Step.IF, 0, 4);
    }

    @Override
    public void else_() {
        add(Step.ELSE, 0, 3);
    }

    @Override
    public void end() {
        add(Step.END, 0, 1);
    }

    @Override
    public void br(int label) {
        add(Step.BRANCH, label, 3);
    }

    @Override
    public void brIf(int label) {
        add(Step.BRANCH_IF, label, 5);
    }

    @Override
    public void brTable(int[] labels, int defaultLabel) {
        var all = Arrays.copyOf(labels, labels.length + 1);
        all[labels.length] = defaultLabel;
        // Tables of very many entries go through a string constant.
        addWithLabels(Step.TABLE, all, 12 + 4 * Math.min(all.length, 300));
    }

    @Override
    public void return_() {
        add(Step.RETURN, 0, 3);
    }

    @Override
    public void call(int function) {
        add(Step.CALL, 0, 12);
    }

    @Override
    public void callIndirect(int table, int typeIndex) {
        add(Step.CALL, 0, 40);
    }

    @Override
    public void callRef(int typeIndex) {
        add(Step.CALL, 0, 30);
    }

    @Override
    public void returnCall(int function) {
        add(Step.TAIL, 0, 40);
    }

    @Override
    public void returnCallIndirect(int table, int typeIndex) {
        add(Step.TAIL, 0, 60);
    }

    @Override
    public void returnCallRef(int typeIndex) {
        add(Step.TAIL, 0, 60);
    }

    @Override
    public void tryTable(FuncType type, Catch[] clauses) {
        var labels = new int[clauses.length];
        for (int i = 0; i < clauses.length; i++) {
            labels[i] = clauses[i].label();
        }
        addWithLabels(Step.TRY, labels, 20 + 30 * clauses.length);
    }

    @Override
    public void throw_(int tag) {
        add(Step.THROW, 0, 30);
    }

    @Override
    public void throwRef() {
        add(Step.THROW, 0, 10);
    }

    @Override
    public void try_(FuncType type) {
        addWithLabels(Step.TRY, new int[0], 20);
    }

    @Override
    public void catch_(int tag) {
        add(Step.CATCH, 0, 30);
    }

    @Override
    public void catchAll() {
        add(Step.CATCH, 0, 20);
    }

    @Override
    public void delegate(int label) {
        add(Step.DELEGATE, label, 20);
    }

    @Override
    public void rethrow(int label) {
        add(Step.RETHROW, label, 10);
    }

    @Override
    public void drop(ValType type) {
        plain(1);
    }

    @Override
    public void select(ValType type) {
        plain(8);
    }

    @Override
    public void localGet(int local, ValType type) {
        get(local);
    }

    @Override
    public void localSet(int local, ValType type) {
        set(local, 2);
    }

    @Override
    public void localTee(int local, ValType type) {
        set(local, 4);
    }

    private void get(int local) {
        if (local < OutlinePlan.NEAR_LOCALS) {
            add(Step.GET, local, 2);
        } else {
            far.set(local);
            plain(4);
        }
    }

    private void set(int local, int size) {
        if (local < OutlinePlan.NEAR_LOCALS) {
            add(Step.SET, local, size);
        } else {
            far.set(local);
            plain(size + 4);
        }
    }

    @Override
    public void globalGet(int global) {
        plain(5);
    }

    @Override
    public void globalSet(int global) {
        plain(9);
    }

    @Override
    public void i32Const(int value) {
        plain(value == (byte) value ? 2 : 3);
    }

    @Override
    public void i64Const(long value) {
        plain(3);
    }

    @Override
    public void f32Const(int bits) {
        plain(3);
    }

    @Override
    public void f64Const(long bits) {
        plain(3);
    }

    @Override
    public void v128Const(long low, long high) {
        plain(6);
    }

    @Override
    public void plain(Opcode opcode) {
        // Vector instructions move their operands through locals.
        plain(opcode.prefix() == 0xFD ? 26 : 3);
    }

    @Override
    public void lane(Opcode opcode, int lane) {
        plain(12);
    }

    @Override
    public void shuffle(long low, long high) {
        plain(40);
    }

    @Override
    public void memoryAccess(Opcode opcode, int memory, long offset, int alignment) {
        plain(opcode.prefix() == 0 ? offset == 0 ? 6 : 9 : 20);
    }

    @Override
    public void memoryAccessLane(Opcode opcode, int memory, long offset, int alignment, int lane) {
        plain(30);
    }

    @Override
    public void memorySize(int memory) {
        plain(8);
    }

    @Override
    public void memoryGrow(int memory) {
        add(Step.CALL, 0, 12);
    }

    @Override
    public void memoryFill(int memory) {
        plain(8);
    }

    @Override
    public void memoryCopy(int destination, int source) {
        plain(12);
    }

    @Override
    public void memoryInit(int data, int memory) {
        plain(14);
    }

    @Override
    public void dataDrop(int data) {
        plain(8);
    }

    @Override
    public void atomicFence() {
        plain(4);
    }

    @Override
    public void tableGet(int table) {
        plain(12);
    }

    @Override
    public void tableSet(int table) {
        plain(8);
    }

    @Override
    public void tableSize(int table) {
        plain(8);
    }

    @Override
    public void tableGrow(int table) {
        plain(8);
    }

    @Override
    public void tableFill(int table) {
        plain(8);
    }

    @Override
    public void tableCopy(int destination, int source) {
        plain(12);
    }

    @Override
    public void tableInit(int element, int table) {
        plain(14);
    }

    @Override
    public void elemDrop(int element) {
        plain(8);
    }

    @Override
    public void refNull(RefType type) {
        plain(1);
    }

    @Override
    public void refIsNull(RefType type) {
        plain(3);
    }

    @Override
    public void refFunc(int function) {
        plain(8);
    }

    @Override
    public void refEq() {
        plain(3);
    }

    @Override
    public void refAsNonNull(RefType type) {
        plain(12);
    }

    @Override
    public void brOnNull(int label, RefType type) {
        add(Step.BRANCH_IF, label, 16);
    }

    @Override
    public void brOnNonNull(int label, RefType type) {
        add(Step.BRANCH_IF, label, 16);
    }

    @Override
    public void refTest(RefType operand, RefType target) {
        plain(12);
    }

    @Override
    public void refCast(RefType operand, RefType target) {
        plain(12);
    }

    @Override
    public void brOnCast(int label, RefType operand, RefType target, boolean onFail) {
        add(Step.BRANCH_IF, label, 30);
    }

    @Override
    public void structNew(int type, boolean defaults) {
        plain(30);
    }

    @Override
    public void structGet(Opcode opcode, int type, int field) {
        plain(12);
    }

    @Override
    public void structSet(int type, int field) {
        plain(16);
    }

    @Override
    public void arrayNew(int type, boolean defaults) {
        plain(16);
    }

    @Override
    public void arrayNewFixed(int type, int elements) {
        plain(16 + 12 * Math.min(elements, 10_000));
    }

    @Override
    public void arrayNewData(int type, int data) {
        plain(16);
    }

    @Override
    public void arrayNewElem(int type, int element) {
        plain(16);
    }

    @Override
    public void arrayGet(Opcode opcode, int type) {
        plain(14);
    }

    @Override
    public void arraySet(int type) {
        plain(16);
    }

    @Override
    public void arrayLen(RefType operand) {
        plain(8);
    }

    @Override
    public void arrayFill(int type) {
        plain(16);
    }

    @Override
    public void arrayCopy(int destination, int source) {
        plain(16);
    }

    @Override
    public void arrayInitData(int type, int data) {
        plain(16);
    }

    @Override
    public void arrayInitElem(int type, int element) {
        plain(16);
    }

    @Override
    public void refI31() {
        plain(4);
    }

    @Override
    public void i31Get(boolean signed) {
        plain(8);
    }

    @Override
    public void anyConvertExtern(RefType operand) {
        plain(4);
    }

    @Override
    public void externConvertAny(RefType operand) {
        plain(4);
    }
}
