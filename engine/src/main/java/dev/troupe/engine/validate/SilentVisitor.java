package dev.troupe.engine.validate;

import dev.troupe.engine.module.FuncType;
import dev.troupe.engine.module.Opcode;
import dev.troupe.engine.module.RefType;
import dev.troupe.engine.module.ValType;

/** Ignores everything: for validation alone, for code that cannot be reached, and for visitors that look at a few instructions. */
public class SilentVisitor implements BodyVisitor {
    static final SilentVisitor INSTANCE = new SilentVisitor();

    protected SilentVisitor() {}

    @Override
    public void unreachable() {}

    @Override
    public void block(FuncType type) {}

    @Override
    public void loop(FuncType type) {}

    @Override
    public void if_(FuncType type) {}

    @Override
    public void else_() {}

    @Override
    public void end() {}

    @Override
    public void br(int label) {}

    @Override
    public void brIf(int label) {}

    @Override
    public void brTable(int[] labels, int defaultLabel) {}

    @Override
    public void return_() {}

    @Override
    public void call(int function) {}

    @Override
    public void callIndirect(int table, int typeIndex) {}

    @Override
    public void callRef(int typeIndex) {}

    @Override
    public void returnCall(int function) {}

    @Override
    public void returnCallIndirect(int table, int typeIndex) {}

    @Override
    public void returnCallRef(int typeIndex) {}

    @Override
    public void tryTable(FuncType type, Catch[] clauses) {}

    @Override
    public void throw_(int tag) {}

    @Override
    public void throwRef() {}

    @Override
    public void try_(FuncType type) {}

    @Override
    public void catch_(int tag) {}

    @Override
    public void catchAll() {}

    @Override
    public void delegate(int label) {}

    @Override
    public void rethrow(int label) {}

    @Override
    public void drop(ValType type) {}

    @Override
    public void select(ValType type) {}

    @Override
    public void localGet(int local, ValType type) {}

    @Override
    public void localSet(int local, ValType type) {}

    @Override
    public void localTee(int local, ValType type) {}

    @Override
    public void globalGet(int global) {}

    @Override
    public void globalSet(int global) {}

    @Override
    public void i32Const(int value) {}

    @Override
    public void i64Const(long value) {}

    @Override
    public void f32Const(int bits) {}

    @Override
    public void f64Const(long bits) {}

    @Override
    public void v128Const(long low, long high) {}

    @Override
    public void plain(Opcode opcode) {}

    @Override
    public void lane(Opcode opcode, int lane) {}

    @Override
    public void shuffle(long low, long high) {}

    @Override
    public void memoryAccess(Opcode opcode, int memory, long offset, int alignment) {}

    @Override
    public void memoryAccessLane(Opcode opcode, int memory, long offset, int alignment, int lane) {}

    @Override
    public void memorySize(int memory) {}

    @Override
    public void memoryGrow(int memory) {}

    @Override
    public void memoryFill(int memory) {}

    @Override
    public void memoryCopy(int destination, int source) {}

    @Override
    public void memoryInit(int data, int memory) {}

    @Override
    public void dataDrop(int data) {}

    @Override
    public void atomicFence() {}

    @Override
    public void tableGet(int table) {}

    @Override
    public void tableSet(int table) {}

    @Override
    public void tableSize(int table) {}

    @Override
    public void tableGrow(int table) {}

    @Override
    public void tableFill(int table) {}

    @Override
    public void tableCopy(int destination, int source) {}

    @Override
    public void tableInit(int element, int table) {}

    @Override
    public void elemDrop(int element) {}

    @Override
    public void refNull(RefType type) {}

    @Override
    public void refIsNull(RefType type) {}

    @Override
    public void refFunc(int function) {}

    @Override
    public void refEq() {}

    @Override
    public void refAsNonNull(RefType type) {}

    @Override
    public void brOnNull(int label, RefType type) {}

    @Override
    public void brOnNonNull(int label, RefType type) {}

    @Override
    public void refTest(RefType operand, RefType target) {}

    @Override
    public void refCast(RefType operand, RefType target) {}

    @Override
    public void brOnCast(int label, RefType operand, RefType target, boolean onFail) {}

    @Override
    public void structNew(int type, boolean defaults) {}

    @Override
    public void structGet(Opcode opcode, int type, int field) {}

    @Override
    public void structSet(int type, int field) {}

    @Override
    public void arrayNew(int type, boolean defaults) {}

    @Override
    public void arrayNewFixed(int type, int count) {}

    @Override
    public void arrayNewData(int type, int data) {}

    @Override
    public void arrayNewElem(int type, int element) {}

    @Override
    public void arrayGet(Opcode opcode, int type) {}

    @Override
    public void arraySet(int type) {}

    @Override
    public void arrayLen(RefType operand) {}

    @Override
    public void arrayFill(int type) {}

    @Override
    public void arrayCopy(int destination, int source) {}

    @Override
    public void arrayInitData(int type, int data) {}

    @Override
    public void arrayInitElem(int type, int element) {}

    @Override
    public void refI31() {}

    @Override
    public void i31Get(boolean signed) {}

    @Override
    public void anyConvertExtern(RefType operand) {}

    @Override
    public void externConvertAny(RefType operand) {}
}
