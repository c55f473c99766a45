package dev.troupe.engine.compile.outline;

import dev.troupe.engine.compile.outline.Tape.Step;
import dev.troupe.engine.module.FuncType;
import dev.troupe.engine.module.NumType;
import dev.troupe.engine.module.Opcode;
import dev.troupe.engine.module.RefType;
import dev.troupe.engine.module.ValType;
import dev.troupe.engine.module.VecType;
import dev.troupe.engine.validate.BodyVisitor;
import dev.troupe.engine.validate.ConstantCases;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * Puts a body's instructions on a {@link Tape}: what each does to control flow and locals, and how large it is likely to become.
 *
 * @param function the index of the function; -1 for a constant expression
 * @param callsPlainly whether tail calls of a function are calls and returns
 * @param constantCases whether cases that only choose constants take no code
 */
record Recorder(Tape tape, int function, IntPredicate callsPlainly, boolean constantCases) implements BodyVisitor {
    /** More operands than these rest in locals, where methods of their own fetch most of them. */
    private static final int FEW_OPERANDS = 250;

    @Override
    public void position(int offset) {
        tape.position(offset);
    }

    private void add(Step step, int argument, int size) {
        tape.add(step, argument, size);
    }

    private void plain(int size) {
        tape.plain(size);
    }

    private void enter(Step step, FuncType type, int size) {
        if (hasVector(type.params()) || hasVector(type.results())) {
            tape.vectorBlock(step, size);
        } else {
            add(step, 0, size);
        }
    }

    private static boolean hasVector(List<ValType> types) {
        for (int i = 0; i < types.size(); i++) {
            if (types.get(i) instanceof VecType) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void unreachable() {
        add(Step.THROW, 0, 4);
    }

    @Override
    public void block(FuncType type) {
        enter(Step.BLOCK, type, 0);
    }

    @Override
    public void loop(FuncType type) {
        enter(Step.LOOP, type, 14);
    }

    @Override
    public void if_(FuncType type) {
        enter(Step.IF, type, 4);
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
        tape.addWithLabels(Step.TABLE, all, 12 + 4 * Math.min(all.length, 300));
    }

    @Override
    public void brTable(int[] labels, int defaultLabel, ConstantCases cases) {
        if (!constantCases) {
            brTable(labels, defaultLabel);
            return;
        }
        for (int label : cases.others(labels, defaultLabel)) {
            add(Step.BRANCH_IF, label, 16);
        }
        for (int local : cases.locals()) {
            tape.set(local, 20);
        }
        add(Step.BRANCH, cases.join(), 3);
        tape.nothing(cases.count());
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
    public void returnCall(int callee) {
        if (callee == function) {
            add(Step.AGAIN, 0, 10);
        } else {
            add(Step.TAIL, callsPlainly.test(callee) ? Tape.PLAIN_CALL : 0, 40);
        }
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
        tape.addWithLabels(Step.TRY, labels, 20 + 30 * clauses.length);
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
        tape.addWithLabels(Step.TRY, new int[0], 20);
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
        tape.pure(1);
    }

    @Override
    public void select(ValType type) {
        if (type instanceof NumType) {
            tape.pure(8);
        } else {
            plain(8);
        }
    }

    @Override
    public void localGet(int local, ValType type) {
        tape.get(local);
    }

    @Override
    public void localSet(int local, ValType type) {
        tape.set(local, 2);
    }

    @Override
    public void localTee(int local, ValType type) {
        tape.set(local, 4);
    }

    @Override
    public void globalGet(int global) {
        if (tape.isVector(global)) {
            plain(10);
        } else {
            tape.pure(5);
        }
    }

    @Override
    public void globalSet(int global) {
        plain(9);
    }

    @Override
    public void i32Const(int value) {
        tape.pure(value == (byte) value ? 2 : 3);
    }

    @Override
    public void i64Const(long value) {
        tape.pure(3);
    }

    @Override
    public void f32Const(int bits) {
        tape.pure(3);
    }

    @Override
    public void f64Const(long bits) {
        tape.pure(3);
    }

    @Override
    public void v128Const(long low, long high) {
        tape.byLanes(6, low == high && (int) low == (int) (low >> 32) ? 3 : 12, 0);
    }

    @Override
    public void plain(Opcode opcode) {
        // Vector instructions move their operands through locals.
        if (opcode.prefix() != 0xFD) {
            tape.pure(3);
        } else if (LaneOperations.has(opcode)) {
            tape.byLanes(26, opcode == Opcode.V128_BITSELECT ? 12 : 4, 1);
        } else {
            plain(26);
        }
    }

    @Override
    public void lane(Opcode opcode, int lane) {
        plain(12);
    }

    @Override
    public void shuffle(long low, long high) {
        if (LaneOperations.ofShuffle(low, high) >= 0) {
            tape.byLanes(40, 8, 1);
        } else {
            plain(40);
        }
    }

    @Override
    public void memoryAccess(Opcode opcode, int memory, long offset, int alignment) {
        tape.access();
        int size = offset == 0 ? 6 : 9;
        if (LaneOperations.hasLoad(opcode, memory, offset)) {
            tape.byLanes(20, 12, 0);
        } else if (opcode.prefix() != 0) {
            plain(20);
        } else if (opcode.signature().endsWith(":")) {
            plain(size);
        } else {
            tape.pure(size);
        }
    }

    @Override
    public void memoryAccessLane(Opcode opcode, int memory, long offset, int alignment, int lane) {
        plain(30);
    }

    @Override
    public void memorySize(int memory) {
        tape.pure(8);
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
        plain(30 + 12 * Math.min(tape.operands(), FEW_OPERANDS));
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
        plain(16 + 12 * Math.min(elements, FEW_OPERANDS));
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
