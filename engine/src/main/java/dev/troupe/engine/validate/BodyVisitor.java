package dev.troupe.engine.validate;

import dev.troupe.engine.module.FuncType;
import dev.troupe.engine.module.Opcode;
import dev.troupe.engine.module.RefType;
import dev.troupe.engine.module.ValType;

/**
 * Receives one function body, instruction by instruction, as validation finds each valid.
 *
 * <p>Call order: any number of instruction events, each preceded by {@link #position} (at least once), then {@link #end} for the
 * body itself, which counts as the outermost block with the function's results as its label. {@code nop} is not reported.
 *
 * <p>Code that validation knows to be unreachable (what follows {@code br}, {@code br_table}, {@code return}, {@code unreachable},
 * {@code throw}, {@code throw_ref}, {@code rethrow} and tail calls, up to the {@code else}, {@code catch} or {@code end} of the
 * innermost reported block) is validated but not reported, and neither are blocks opened in it. {@code else}, {@code catch} and
 * {@code end} of a reported block are always reported.
 *
 * <p>All indices are in range and all operands fit: a visitor checks nothing. A block type is given in full, inline or not. All types
 * are closed: where the module has a type index in a type, an event has a {@link dev.troupe.engine.types.DefType}.
 */
public interface BodyVisitor {
    /** The opcode byte of the next event's instruction stands at this index of the body's byte array. */
    default void position(int offset) {}

    // Control (spec 3.4.1)

    void unreachable();

    void block(FuncType type);

    void loop(FuncType type);

    void if_(FuncType type);

    void else_();

    void end();

    void br(int label);

    void brIf(int label);

    /** The array belongs to the caller after the call. */
    void brTable(int[] labels, int defaultLabel);

    /**
     * A {@code br_table} most of whose cases only choose constants. They are reported as any other code, behind it; no label of theirs is
     * the default.
     */
    default void brTable(int[] labels, int defaultLabel, ConstantCases cases) {
        brTable(labels, defaultLabel);
    }

    void return_();

    void call(int function);

    void callIndirect(int table, int typeIndex);

    void callRef(int typeIndex);

    void returnCall(int function);

    void returnCallIndirect(int table, int typeIndex);

    void returnCallRef(int typeIndex);

    // Exceptions

    /** The clauses in order, with labels relative to the enclosing block, as in the binary format. */
    void tryTable(FuncType type, Catch[] clauses);

    void throw_(int tag);

    void throwRef();

    /** Legacy {@code try}. */
    void try_(FuncType type);

    /** Legacy {@code catch}: ends the body or the previous clause. */
    void catch_(int tag);

    void catchAll();

    /** Legacy {@code delegate}: ends the {@code try}, no {@code end} follows. The label is relative to the enclosing block. */
    void delegate(int label);

    void rethrow(int label);

    /**
     * A clause of {@code try_table}.
     *
     * @param tag the tag index, or -1 for {@code catch_all} and {@code catch_all_ref}
     * @param ref whether the exception reference is passed too
     */
    record Catch(int tag, boolean ref, int label) {}

    // Parametric and variable instructions

    void drop(ValType type);

    void select(ValType type);

    /** Locals are those that have a {@link FunctionValidator#NEAR_LOCALS number}; so are they in {@code localSet} and {@code localTee}. */
    void localGet(int local, ValType type);

    void localSet(int local, ValType type);

    void localTee(int local, ValType type);

    void globalGet(int global);

    void globalSet(int global);

    // Numbers and vectors

    void i32Const(int value);

    void i64Const(long value);

    /** @param bits the raw IEEE bits, so that NaN payloads survive */
    void f32Const(int bits);

    void f64Const(long bits);

    /** @param low the first eight bytes, little-endian */
    void v128Const(long low, long high);

    /** An instruction with a fixed signature and no immediates: arithmetic, comparison, conversion, most vector instructions. */
    void plain(Opcode opcode);

    /** {@code extract_lane}, {@code replace_lane}. */
    void lane(Opcode opcode, int lane);

    /** {@code i8x16.shuffle}: lanes 0-7 in {@code low}, a byte each, little-endian; 8-15 in {@code high}. */
    void shuffle(long low, long high);

    // Memory

    /**
     * A load, store or atomic access.
     *
     * @param offset unsigned; fits 32 bits for a memory with 32-bit addresses
     */
    void memoryAccess(Opcode opcode, int memory, long offset, int alignment);

    void memoryAccessLane(Opcode opcode, int memory, long offset, int alignment, int lane);

    void memorySize(int memory);

    void memoryGrow(int memory);

    void memoryFill(int memory);

    void memoryCopy(int destination, int source);

    void memoryInit(int data, int memory);

    void dataDrop(int data);

    void atomicFence();

    // Tables

    void tableGet(int table);

    void tableSet(int table);

    void tableSize(int table);

    void tableGrow(int table);

    void tableFill(int table);

    void tableCopy(int destination, int source);

    void tableInit(int element, int table);

    void elemDrop(int element);

    // References

    void refNull(RefType type);

    /** @param type the operand's type */
    void refIsNull(RefType type);

    void refFunc(int function);

    void refEq();

    void refAsNonNull(RefType type);

    /** @param type the operand's type */
    void brOnNull(int label, RefType type);

    /** @param type the operand's type */
    void brOnNonNull(int label, RefType type);

    void refTest(RefType operand, RefType target);

    void refCast(RefType operand, RefType target);

    /** {@code br_on_cast} and {@code br_on_cast_fail}. */
    void brOnCast(int label, RefType operand, RefType target, boolean onFail);

    // Aggregates (spec 3.4.6)

    /** {@code struct.new}, {@code struct.new_default}. */
    void structNew(int type, boolean defaults);

    /** {@code struct.get}, {@code struct.get_s}, {@code struct.get_u}. */
    void structGet(Opcode opcode, int type, int field);

    void structSet(int type, int field);

    /** {@code array.new}, {@code array.new_default}. */
    void arrayNew(int type, boolean defaults);

    void arrayNewFixed(int type, int count);

    void arrayNewData(int type, int data);

    void arrayNewElem(int type, int element);

    /** {@code array.get}, {@code array.get_s}, {@code array.get_u}. */
    void arrayGet(Opcode opcode, int type);

    void arraySet(int type);

    /** @param operand the operand's type */
    void arrayLen(RefType operand);

    void arrayFill(int type);

    void arrayCopy(int destination, int source);

    void arrayInitData(int type, int data);

    void arrayInitElem(int type, int element);

    void refI31();

    void i31Get(boolean signed);

    void anyConvertExtern(RefType operand);

    void externConvertAny(RefType operand);
}
