package dev.troupe.engine.validate;

import dev.troupe.engine.module.AbstractHeapType;
import dev.troupe.engine.module.Function;
import dev.troupe.engine.module.InvalidModuleException;
import dev.troupe.engine.module.MalformedModuleException;
import dev.troupe.engine.module.Opcode;
import dev.troupe.engine.module.Slice;
import dev.troupe.engine.module.ValType;
import java.util.List;

/**
 * Validates one body in one pass (spec 3.5.2 and the appendix on the algorithm) and reports it to a {@link BodyVisitor}. All types in
 * the events are closed: a heap type that the module defines comes as its {@code DefType}.
 *
 * <p>An instance may be used for one body after another, by one thread.
 */
public final class FunctionValidator {
    /**
     * Locals from this index on, which are no parameters, are reported by other numbers: from this one on, in the order in which the body
     * first names them. So what is done for each of them is done for a byte of the body.
     */
    public static final int NEAR_LOCALS = Locals.NEAR;

    private final ModuleContext context;
    private final Body body;
    private final Lookup lookup;
    private final ControlRules control;
    private final VariableRules variables;
    private final MemoryRules memories;
    private final TableRules tables;
    private final ReferenceRules references;
    private final AggregateRules aggregates;
    /** The {@link Contents} of the body validated last. */
    private int contents;

    public FunctionValidator(ModuleContext context) {
        this.context = context;
        body = new Body(context);
        lookup = new Lookup(body);
        control = new ControlRules(body, lookup);
        variables = new VariableRules(body, lookup);
        memories = new MemoryRules(body, lookup);
        tables = new TableRules(body, lookup);
        references = new ReferenceRules(body, lookup);
        aggregates = new AggregateRules(body, lookup);
    }

    /**
     * Validates a function's body.
     *
     * @param functionIndex the index of a function that the module defines, in the function index space, imports counted
     * @throws InvalidModuleException if the body is not valid
     */
    public void validate(int functionIndex, BodyVisitor visitor) {
        var module = context.module();
        var function = module.functions().get(functionIndex - module.importedFunctions());
        var type = context.function(functionIndex).funcType();
        lookup.start(context.globalCount());
        body.start(function.body(), type.results(), functionIndex, null, visitor);
        locals(function, type.params());
        instructions();
    }

    /** What the body of a function that the module defines has. */
    public Contents contents(int functionIndex) {
        if (context.knowsContents()) {
            return context.contents(functionIndex);
        }
        validate(functionIndex, SilentVisitor.INSTANCE);
        return new Contents(contents);
    }

    /** The closed types of a function's locals from {@link #NEAR_LOCALS} on that its body names, in the order of their numbers. */
    public List<ValType> farLocals(int functionIndex) {
        validate(functionIndex, SilentVisitor.INSTANCE);
        return body.locals.farTypes();
    }

    /** The bits of the {@link Contents} of the body validated last. */
    int contents() {
        return contents;
    }

    /** The number of operands; asked from a visitor, who is told of an instruction when its operands are off the stack. */
    public int height() {
        return body.height();
    }

    /** The number of operands below those of the innermost block. */
    public int base() {
        return body.base();
    }

    /** The closed type of an operand. */
    public ValType operand(int index) {
        return body.operand(index);
    }

    /** The type of a global that an instruction names. */
    public ValType globalType(int global) {
        return context.global(global).type();
    }

    /** The least height of the operand stack since {@link #resetLowest}: operands below that are as they were. */
    public int lowest() {
        return body.lowest();
    }

    public void resetLowest() {
        body.lowest(body.height());
    }

    /** Makes another visitor receive the events from now on; for a visitor that hands over in its {@code position}. */
    public void redirect(BodyVisitor visitor) {
        body.redirect(visitor);
    }

    private void locals(Function function, List<ValType> params) {
        body.locals.start(params);
        for (var run : function.locals()) {
            body.locals.add(run, lookup.close(run.type()));
        }
    }

    /**
     * Validates an expression of one result, such as a constant expression, as if it were a body.
     *
     * @param visibleGlobals the number of globals that it may refer to
     */
    public void validate(Slice expression, ValType result, int visibleGlobals, String description, BodyVisitor visitor) {
        lookup.start(visibleGlobals);
        body.start(expression, List.of(result), -1, description, visitor);
        body.locals.start(List.of());
        instructions();
    }

    private void instructions() {
        var features = context.features();
        var in = body.in;
        var loops = new CrowdedLoops();
        int kinds = 0;
        while (body.depth() > 0) {
            int at = in.position();
            body.at = at;
            int code = in.readByte();
            var opcode = code < 0xFB ? Opcode.of(0, code) : Opcode.of(code, in.readU32());
            if (opcode == null) {
                throw MalformedModuleException.atOffset("illegal opcode " + Integer.toHexString(code), at);
            }
            if (!features.has(opcode)) {
                throw body.fail(FeatureGate.missing(opcode.text(), opcode.feature()));
            }
            kinds |= Contents.of(opcode);
            if (opcode != Opcode.NOP) {
                body.out.position(at);
                instruction(opcode);
                loops.instruction(opcode, body.depth());
            }
        }
        contents = Contents.of(kinds, loops);
        if (!in.atEnd()) {
            throw MalformedModuleException.atOffset("END opcode expected: code after the end of a body", in.position());
        }
    }

    private void instruction(Opcode opcode) {
        var in = body.in;
        switch (opcode.immediate()) {
            case NONE -> {
                var signature = Signatures.of(opcode);
                if (signature.params == null) {
                    special(opcode);
                } else {
                    body.pop(signature.params);
                    body.out.plain(opcode);
                    body.push(signature.results);
                }
            }
            case I32 -> {
                body.out.i32Const(in.readS32());
                body.push(ValType.I32);
            }
            case I64, F32, F64, V128 -> constant(opcode);
            case LOCAL -> variables.local(opcode, in.readU32());
            case GLOBAL -> variables.global(opcode, in.readU32());
            case VAL_TYPES -> variables.selectTyped();
            case MEMARG -> memories.access(opcode, false);
            case MEMARG_LANE -> memories.access(opcode, true);
            case LANE -> memories.vectorLane(opcode);
            case SHUFFLE -> memories.shuffle();
            case ZERO -> memories.atomicFence();
            case BLOCK -> control.block(opcode);
            case LABEL -> label(opcode, in.readU32());
            case BR_TABLE -> control.brTable();
            case TRY_TABLE -> control.tryTable();
            case TAG -> tag(opcode, in.readU32());
            case FUNC -> function(opcode, in.readU32());
            case TYPE_TABLE -> control.callIndirect(opcode);
            case MEMORY -> memory(opcode, in.readU32());
            case MEMORY_MEMORY -> memories.copy(in.readU32(), in.readU32());
            case DATA_MEMORY -> memories.init(in.readU32(), in.readU32());
            case DATA -> memories.dataDrop(in.readU32());
            case TABLE -> tables.table(opcode, in.readU32());
            case TABLE_TABLE -> tables.copy(in.readU32(), in.readU32());
            case ELEM_TABLE -> tables.init(in.readU32(), in.readU32());
            case ELEM -> tables.elemDrop(in.readU32());
            case HEAP_TYPE -> {
                if (opcode == Opcode.REF_NULL) {
                    references.refNull();
                } else {
                    references.castOrTest(opcode);
                }
            }
            case BR_CAST -> references.brOnCast(opcode == Opcode.BR_ON_CAST_FAIL);
            case TYPE -> type(opcode);
            case TYPE_FIELD -> aggregates.structField(opcode, in.readU32(), in.readU32());
            case TYPE_COUNT -> aggregates.arrayNewFixed(in.readU32(), in.readU32());
            case TYPE_DATA -> aggregates.arrayData(opcode, in.readU32(), in.readU32());
            case TYPE_ELEM -> aggregates.arrayElem(opcode, in.readU32(), in.readU32());
            case TYPE_TYPE -> aggregates.arrayCopy(in.readU32(), in.readU32());
            default -> throw new IllegalStateException("no rule for " + opcode);
        }
    }

    /**
     * Constants that are rare. C2 has seen few before it compiles {@link #instruction}, would expect the visitors of those for ever, and
     * would throw all of it away when another comes.
     */
    private void constant(Opcode opcode) {
        var in = body.in;
        switch (opcode.immediate()) {
            case I64 -> {
                body.out.i64Const(in.readS64());
                body.push(ValType.I64);
            }
            case F32 -> {
                body.out.f32Const(in.readI32Bits());
                body.push(ValType.F32);
            }
            case F64 -> {
                body.out.f64Const(in.readI64Bits());
                body.push(ValType.F64);
            }
            default -> {
                body.out.v128Const(in.readI64Bits(), in.readI64Bits());
                body.push(ValType.V128);
            }
        }
    }

    /** Instructions without immediates whose types depend on their operands or the block they are in. */
    private void special(Opcode opcode) {
        switch (opcode) {
            case UNREACHABLE -> {
                body.out.unreachable();
                body.unreachable();
            }
            case ELSE -> control.else_();
            case END -> control.end();
            case RETURN -> control.return_();
            case THROW_REF -> control.throwRef();
            case CATCH_ALL -> control.catchAll();
            case DROP -> variables.drop();
            case SELECT -> variables.select();
            case REF_IS_NULL -> references.refIsNull();
            case REF_EQ -> references.refEq();
            case REF_AS_NON_NULL -> references.refAsNonNull();
            case REF_I31 -> references.refI31();
            case I31_GET_S -> references.i31Get(true);
            case I31_GET_U -> references.i31Get(false);
            case ANY_CONVERT_EXTERN -> references.convert(AbstractHeapType.EXTERN, AbstractHeapType.ANY);
            case EXTERN_CONVERT_ANY -> references.convert(AbstractHeapType.ANY, AbstractHeapType.EXTERN);
            case ARRAY_LEN -> aggregates.arrayLen();
            default -> throw new IllegalStateException("no rule for " + opcode);
        }
    }

    private void label(Opcode opcode, int label) {
        switch (opcode) {
            case BR, BR_IF -> control.branch(opcode, label);
            case BR_ON_NULL -> references.brOnNull(label);
            case BR_ON_NON_NULL -> references.brOnNonNull(label);
            case DELEGATE -> control.delegate(label);
            default -> control.rethrow(label);
        }
    }

    private void tag(Opcode opcode, int tag) {
        if (opcode == Opcode.THROW) {
            control.throw_(tag);
        } else {
            control.catch_(tag);
        }
    }

    private void function(Opcode opcode, int function) {
        switch (opcode) {
            case CALL -> control.call(function);
            case RETURN_CALL -> control.returnCall(function);
            default -> references.refFunc(function);
        }
    }

    private void memory(Opcode opcode, int memory) {
        switch (opcode) {
            case MEMORY_SIZE -> memories.size(memory);
            case MEMORY_GROW -> memories.grow(memory);
            default -> memories.fill(memory);
        }
    }

    private void type(Opcode opcode) {
        switch (opcode) {
            case CALL_REF, RETURN_CALL_REF -> control.callRef(opcode);
            case STRUCT_NEW -> aggregates.structNew(body.in.readU32(), false);
            case STRUCT_NEW_DEFAULT -> aggregates.structNew(body.in.readU32(), true);
            default -> aggregates.array(opcode, body.in.readU32());
        }
    }
}
