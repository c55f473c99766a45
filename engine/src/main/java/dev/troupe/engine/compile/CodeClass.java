package dev.troupe.engine.compile;

import dev.troupe.engine.compile.outline.OutlinePlan;
import dev.troupe.engine.compile.outline.OutlineTask;
import dev.troupe.engine.compile.outline.Planner;
import dev.troupe.engine.module.Function;
import dev.troupe.engine.module.ValType;
import dev.troupe.engine.types.Types;
import dev.troupe.engine.validate.Contents;
import dev.troupe.engine.validate.FunctionValidator;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.objectweb.asm.LimitExceededException;
import org.objectweb.asm.MethodTooLargeException;

/** Translates a group of functions into a class of static methods. */
final class CodeClass {
    /** Marks a class whose frames are guest frames; traces name the module, so that the text does not matter. */
    static final String SOURCE_FILE = "wasm";

    /**
     * What to aim at, of the wanted size, until all methods are as small. A little less first: sizes are estimated, and an interpreter
     * with a loop a little too large becomes several times slower when it is cut to half.
     */
    private static final int[] EIGHTHS = {8, 7, 4, 2, 1};
    /**
     * The JVM's bytes for each of wasm's, of functions so small that they are not measured before they are translated. Most have 1.6, and
     * hardly any of the size in question 2.4.
     */
    private static final int MOST_BYTES = 3;

    private static final int MOST_VECTOR_BYTES = 5;

    private final Layout layout;
    private final CodeWriters writers;
    private final TranslationRecording recording;

    private CodeClass(Layout layout, int group) {
        this.layout = layout;
        writers = new CodeWriters(Names.CODE_PREFIX + group, "java/lang/Object");
        recording = TranslationRecording.start(layout);
    }

    /**
     * The class, and further ones with parts of its functions if they need more constants than a class has room for; by internal name.
     *
     * @throws FunctionTooLargeException if a function cannot be cut into methods that the class format allows
     */
    static Map<String, byte[]> generate(Layout layout, int group) {
        Map<String, byte[]> classes = null;
        RuntimeException failure = null;
        int wanted = layout.options().methodBytes();
        for (int eighths : EIGHTHS) {
            try {
                var code = new CodeClass(layout, group);
                int aim = wanted * eighths / 8;
                // An interpreter that may just fit is tried whole first; estimates of dense code are too large.
                classes = code.generate(group, aim, eighths == EIGHTHS[0] ? aim * 5 / 4 : aim * 3 / 4);
                if (code.writers.largestMethod() <= wanted || eighths == 1) {
                    code.recording.commit(classes);
                    break;
                }
            } catch (MethodTooLargeException e) {
                failure = new FunctionTooLargeException(e.getMethodName(), e.getCodeSize());
            } catch (FunctionTooLargeException e) {
                failure = e;
            } catch (LimitExceededException e) {
                // ASM looks no further at what may be on the stack of a method with so many branches.
                failure = FunctionTooLargeException.ofInstructions();
            }
        }
        if (classes == null) {
            throw failure;
        }
        return classes;
    }

    private Map<String, byte[]> generate(int group, int aim, int whole) {
        var validator = new FunctionValidator(layout.context());
        for (int i = layout.groupStart(group); i < layout.groupEnd(group); i++) {
            recording.begin(i);
            function(i, validator, aim, whole);
            recording.end();
        }
        return writers.finish();
    }

    private void function(int defined, FunctionValidator validator, int aim, int whole) {
        var context = layout.context();
        int index = context.module().importedFunctions() + defined;
        var function = context.module().functions().get(defined);
        var signature = layout.signature(index);
        var declared = locals(signature, function, validator, index);
        var contents = validator.contents(index);
        boolean byLanes = LaneForms.inTurns(layout, function.body(), contents);
        int most = contents.has(Contents.Kind.VECTOR) ? MOST_VECTOR_BYTES : MOST_BYTES;
        var plan = !byLanes && function.body().length() < aim / most && declared.length <= Planner.MANY_LOCALS
                ? OutlinePlan.WHOLE
                : Planner.plan(new OutlineTask(validator, visitor -> validator.validate(index, visitor), index, layout::isBounded,
                        BranchTables.chooseConstants(layout),
                        declared.length, local -> declared[local].slots, type -> Kind.of(type).slots, aim, whole, byLanes));
        // Without those that only code names which nothing reaches.
        var kinds = declared.length > OutlinePlan.NEAR_LOCALS && plan.spills().types().isEmpty()
                ? Arrays.copyOf(declared, Math.max(OutlinePlan.NEAR_LOCALS, plan.far().length()))
                : declared;
        // Regions pass vectors on as they are outside of functions, and so do locals that are fields; where statements are interrupted, no
        // idiom may be taken as a whole.
        var laneForms = plan.regions().isEmpty() && plan.spills().types().isEmpty() && !plan.shared()
                ? LaneForms.of(validator, index, function, contents, kinds, signature.params().size())
                : null;
        // Cases that are methods of their own find most locals in an object.
        var caseLocals = plan.regions().isEmpty() ? CaseLocals.of(validator, index, function.body(), contents, kinds.length) : null;
        var selections = plan.regions().isEmpty() && plan.spills().types().isEmpty() && plan.skeleton() == null
                ? Selections.of(validator, index, function.body(), contents, kinds)
                : null;
        var fuel = layout.options().fuel() ? FuelPlan.of(validator, index) : null;
        var methods = new FunctionMethods(layout, writers, validator, index, selections == null ? kinds : selections.locals(),
                function.body().start(), plan, fuel);
        var body = methods.begin(signature);
        body.laneForms = laneForms;
        body.caseLocals = caseLocals;
        body.streamLoops = StreamLoops.of(layout, validator, index, contents);
        body.selections = selections;
        if (plan == OutlinePlan.WHOLE && contents.has(Contents.Kind.CROWDED_LOOP)) {
            body.runs.everywhere();
        }
        var translator = new BodyTranslator(body, signature, methods);
        translator.begin(layout.options().interruptible() && Leaves.isLeaf(function.body(), contents));
        var product = fuel == null && plan == OutlinePlan.WHOLE ? WideProduct.of(context.function(index).funcType(), function) : null;
        if (product == null) {
            validator.validate(index, translator);
        } else {
            product.report(translator, function.body().start());
        }
        translator.finish();
        methods.end(body);
        if (methods.shared() != null) {
            writers.add(methods.shared());
        }
    }

    /** The kinds of all locals, parameters first, and from {@link FunctionValidator#NEAR_LOCALS} on those that the body names. */
    private Kind[] locals(Signature signature, Function function, FunctionValidator validator, int index) {
        int count = signature.params().size();
        for (var run : function.locals()) {
            count += run.count();
        }
        int near = Math.min(count, FunctionValidator.NEAR_LOCALS);
        var far = near < count ? validator.farLocals(index) : List.<ValType>of();
        var kinds = signature.params().toArray(new Kind[near + far.size()]);
        int next = signature.params().size();
        for (var run : function.locals()) {
            int end = Math.min(next + run.count(), near);
            Arrays.fill(kinds, next, end, Kind.of(Types.close(run.type(), layout.types())));
            next = end;
        }
        for (var type : far) {
            kinds[next++] = Kind.of(type);
        }
        return kinds;
    }
}
