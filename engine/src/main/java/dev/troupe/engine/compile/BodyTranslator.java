package dev.troupe.engine.compile;

import dev.troupe.engine.compile.outline.Region;
import dev.troupe.engine.module.FuncType;
import dev.troupe.engine.module.RefType;
import dev.troupe.engine.module.ValType;
import dev.troupe.engine.validate.ConstantCases;
import java.util.List;

/**
 * Turns validation's events into JVM code, each through the translator of its chapter; drops events in code that no jump reaches,
 * which the JVM would reject.
 */
class BodyTranslator extends ValueTranslator {
    private final FunctionMethods methods;
    /** Where the region comes back to; null for the function's own method. */
    private final BodyTranslator outer;

    private final Region region;
    private final List<Region> inner;
    private int nextInner;
    /** Where the instruction being translated is. */
    private int offset;
    private final Calls calls;
    private final Control control;
    private final Branches branches;
    private final BranchTables branchTables;
    private final TailCalls tailCalls;
    private final Parametric parametric;
    private final Casts casts;

    /** For the body as a whole, or what remains of it when its regions are methods of their own. */
    BodyTranslator(Body body, Signature signature, FunctionMethods methods) {
        this(body, methods, signature, null, null, methods.regions());
    }

    /** For a region. */
    BodyTranslator(Body body, BodyTranslator outer, Region region) {
        this(body, outer.methods, null, outer, region, region.inner());
    }

    private BodyTranslator(
            Body body, FunctionMethods methods, Signature signature, BodyTranslator outer, Region region, List<Region> inner) {
        super(body, region != null && region.lanes());
        this.methods = methods;
        body.methods = methods;
        this.outer = outer;
        this.region = region;
        this.inner = inner;
        calls = new Calls(body, signature);
        var conditions = new Conditions(body);
        control = region == null
                ? new Control(body, calls, conditions, calls.results())
                : new Control(body, calls, conditions, new RegionExits(body, region, outer.control));
        branches = new Branches(body, conditions, control);
        branchTables = new BranchTables(body, control);
        tailCalls = new TailCalls(body, calls, control, guards(), signature, methods.function());
        parametric = new Parametric(body, conditions);
        casts = new Casts(body, guards(), branches);
    }

    /**
     * To be called behind the prologue.
     *
     * @param leaf whether the function need not ask whether to stop
     */
    void begin(boolean leaf) {
        if (methods.function() >= 0) {
            calls.enterCall();
        }
        tailCalls.begin();
        if (!leaf) {
            calls.pollOnEntry();
        }
        body.fuel.place();
    }

    /** To be called behind the body. */
    void finish() {
        tailCalls.end();
        finishMethod();
    }

    private void finishMethod() {
        body.fuel.end();
        finishGuards();
        body.fuel.finish();
    }

    @Override
    public void position(int offset) {
        var resting = methods.spills().interruption(offset);
        if (resting != null) {
            variables.interrupt(resting);
        }
        if (region != null && offset == region.end()) {
            leaveRegion(offset);
            return;
        }
        while (nextInner < inner.size() && inner.get(nextInner).start() <= offset) {
            var next = inner.get(nextInner++);
            // A region whose start nobody reaches is dead code as a whole.
            if (next.start() == offset && live()) {
                enterRegion(next, offset);
                return;
            }
        }
        body.line(offset - methods.start());
        this.offset = offset;
        body.offset = offset;
        int resuming = methods.spills().resumption(offset);
        if (resuming > 0) {
            variables.resume(resuming);
        }
        if (body.laneForms != null) {
            body.done = body.laneForms.isDone(offset);
            if (live()) {
                body.laneForms.before(offset, body.stack);
            }
        }
    }

    private void enterRegion(Region next, int offset) {
        var inside = methods.begin(next);
        inside.streamLoops = next.lanes() ? null : body.streamLoops;
        var translator = inner(inside, next);
        translator.variables.rest(body.stack.resting(control.bottom()));
        methods.redirect(translator);
        translator.position(offset);
    }

    /** The translator of a region inside. */
    BodyTranslator inner(Body inner, Region next) {
        return new BodyTranslator(inner, this, next);
    }

    private void leaveRegion(int offset) {
        var resting = body.stack.resting(0);
        control.exits().finish();
        finishMethod();
        var place = methods.end(body);
        methods.redirect(outer);
        var regions = new Regions(outer.body, outer.control, outer.tailCalls);
        outer.body.stack.truncate(outer.control.bottom());
        outer.variables.rest(resting);
        regions.call(region, place.owner(), place.name());
        outer.position(offset);
    }

    @Override
    public void unreachable() {
        if (live()) {
            branches.unreachable();
        }
    }

    @Override
    public void block(FuncType type) {
        control.block(type);
    }

    @Override
    public void loop(FuncType type) {
        if (body.streamLoops != null && live()) {
            body.stack.spill();
            body.streamLoops.before(offset, body, variables, calls::poll);
        }
        control.loop(type);
        body.fuel.place();
    }

    @Override
    public void if_(FuncType type) {
        control.if_(type);
        body.fuel.place();
    }

    @Override
    public void else_() {
        control.else_();
        body.fuel.place();
    }

    @Override
    public void end() {
        control.end();
        body.fuel.place();
    }

    @Override
    public void br(int label) {
        if (live()) {
            branches.br(label);
        }
    }

    @Override
    public void brIf(int label) {
        if (live()) {
            branches.brIf(label);
        }
        body.fuel.place();
    }

    @Override
    public void brTable(int[] labels, int defaultLabel) {
        branchTables.brTable(labels, defaultLabel);
    }

    @Override
    public void brTable(int[] labels, int defaultLabel, ConstantCases cases) {
        if (BranchTables.chooseConstants(body.layout)) {
            branchTables.choose(labels, defaultLabel, cases, variables);
        } else {
            brTable(labels, defaultLabel);
        }
    }

    @Override
    public void return_() {
        if (live()) {
            branches.return_();
        }
    }

    @Override
    public void call(int function) {
        if (live()) {
            calls.call(function);
        }
    }

    @Override
    public void callIndirect(int table, int typeIndex) {
        if (live()) {
            calls.callIndirect(table, typeIndex);
        }
    }

    @Override
    public void drop(ValType type) {
        if (live()) {
            parametric.drop();
        }
    }

    @Override
    public void select(ValType type) {
        if (live()) {
            parametric.select(Kind.of(type));
        }
    }

    @Override
    public void callRef(int typeIndex) {
        if (live()) {
            calls.callRef(typeIndex, guards());
        }
    }

    @Override
    public void returnCall(int function) {
        if (live()) {
            tailCalls.returnCall(function);
        }
    }

    @Override
    public void returnCallIndirect(int table, int typeIndex) {
        if (live()) {
            tailCalls.returnCallIndirect(table, typeIndex);
        }
    }

    @Override
    public void returnCallRef(int typeIndex) {
        if (live()) {
            tailCalls.returnCallRef(typeIndex);
        }
    }

    @Override
    public void tryTable(FuncType type, Catch[] clauses) {
        control.tryTable(type, clauses);
    }

    @Override
    public void throw_(int tag) {
        if (live()) {
            control.exceptions().throw_(tag);
        }
    }

    @Override
    public void throwRef() {
        if (live()) {
            control.exceptions().throwRef();
        }
    }

    @Override
    public void try_(FuncType type) {
        control.try_(type);
    }

    @Override
    public void catch_(int tag) {
        control.catch_(tag);
        body.fuel.place();
    }

    @Override
    public void catchAll() {
        control.catch_(-1);
        body.fuel.place();
    }

    @Override
    public void delegate(int label) {
        control.delegate(label);
        body.fuel.place();
    }

    @Override
    public void rethrow(int label) {
        if (live()) {
            control.exceptions().rethrow(label);
        }
    }

    @Override
    public void refEq() {
        if (live()) {
            casts.refEq();
        }
    }

    @Override
    public void refAsNonNull(RefType type) {
        if (live()) {
            casts.refAsNonNull();
        }
    }

    @Override
    public void brOnNull(int label, RefType type) {
        if (live()) {
            branches.brOnNull(label);
        }
        body.fuel.place();
    }

    @Override
    public void brOnNonNull(int label, RefType type) {
        if (live()) {
            casts.brOnNonNull(label);
        }
        body.fuel.place();
    }

    @Override
    public void refTest(RefType operand, RefType target) {
        if (live()) {
            casts.refTest(operand, target);
        }
    }

    @Override
    public void refCast(RefType operand, RefType target) {
        if (live()) {
            casts.refCast(operand, target);
        }
    }

    @Override
    public void brOnCast(int label, RefType operand, RefType target, boolean onFail) {
        if (live()) {
            casts.brOnCast(label, operand, target, onFail);
        }
        body.fuel.place();
    }

    @Override
    public void refI31() {
        if (live()) {
            casts.refI31();
        }
    }

    @Override
    public void i31Get(boolean signed) {
        if (live()) {
            casts.i31Get(signed);
        }
    }

    @Override
    public void anyConvertExtern(RefType operand) {}

    @Override
    public void externConvertAny(RefType operand) {}
}
