package dev.troupe.engine.validate;

import dev.troupe.engine.module.AbstractHeapType;
import dev.troupe.engine.module.BinaryReader;
import dev.troupe.engine.module.FuncType;
import dev.troupe.engine.module.InvalidModuleException;
import dev.troupe.engine.module.RefType;
import dev.troupe.engine.module.Slice;
import dev.troupe.engine.module.ValType;
import dev.troupe.engine.types.Matching;
import java.util.Arrays;
import java.util.List;

/**
 * The state of one body's validation: operand stack and control stack (spec appendix, validation algorithm), the position in the
 * code, and the visitor, which is the silent one while the code cannot be reached. Reused from body to body.
 *
 * <p>An operand of unknown type, which only unreachable code has, is null.
 */
final class Body {
    /** A reference of unknown heap type; known by identity. */
    static final RefType BOTTOM_REF = new RefType(false, AbstractHeapType.NONE);

    private static final int MAX_HEIGHT = 1 << 20;
    private static final int MAX_DEPTH = 50_000;

    final ModuleContext context;
    final Locals locals;
    BinaryReader in;
    /** Where events go: the visitor or, in unreachable code, nowhere. */
    BodyVisitor out;
    /** The position of the current instruction's opcode. */
    int at;

    private BodyVisitor visitor;
    private int function;
    private String where;
    private boolean reachable;
    /** Of {@code ValType}. HotSpot's C2 expects an array of interfaces to be one of objects, and throws code away where it is not. */
    private Object[] stack = new Object[64];
    private int height;
    /** The least height that the stack has had since {@link #lowest(int)} was last called. */
    private int lowest;
    private Frame[] frames = new Frame[16];
    private int depth;
    private Frame top;

    Body(ModuleContext context) {
        this.context = context;
        this.locals = new Locals(this);
    }

    /**
     * Starts over with a body that is the outermost block, of type {@code [] -> results}.
     *
     * @param functionIndex the function whose body it is; -1 for none
     * @param description what it is if it is no function's
     */
    void start(Slice code, List<ValType> results, int functionIndex, String description, BodyVisitor receiver) {
        in = new BinaryReader(code);
        at = code.start();
        function = functionIndex;
        where = description;
        visitor = receiver;
        out = receiver;
        reachable = true;
        height = 0;
        depth = 0;
        top = null;
        enter(Frame.Kind.FUNCTION, new FuncType(List.of(), results));
    }

    void redirect(BodyVisitor receiver) {
        if (out == visitor) {
            out = receiver;
        }
        visitor = receiver;
    }

    // Control stack

    int depth() {
        return depth;
    }

    int base() {
        return top.height;
    }

    int height() {
        return height;
    }

    int lowest() {
        return lowest;
    }

    void lowest(int value) {
        lowest = value;
    }

    ValType operand(int index) {
        return (ValType) stack[index];
    }

    Frame top() {
        return top;
    }

    /** Opens a block, whose parameters the operand stack has. */
    void enter(Frame.Kind kind, FuncType type) {
        if (depth > 0) {
            pop(type.params());
        }
        if (depth == frames.length) {
            if (depth > MAX_DEPTH) {
                throw fail("blocks nested deeper than " + MAX_DEPTH);
            }
            frames = Arrays.copyOf(frames, depth * 2);
        }
        if (frames[depth] == null) {
            frames[depth] = new Frame();
        }
        var frame = frames[depth++];
        frame.kind = kind;
        frame.type = type;
        frame.height = height;
        frame.initialised = locals.initialised();
        frame.unreachable = false;
        frame.reported = reachable;
        top = frame;
        push(type.params());
    }

    /** Ends the innermost block's current part, whose results must be all that the operand stack has. */
    void finish() {
        var frame = top;
        var results = frame.type.results();
        pop(results);
        if (height != frame.height) {
            int extra = height - frame.height;
            height += results.size();
            throw fail("type mismatch: block requires " + text(results) + " but stack has " + text(extra + results.size()));
        }
        locals.forget(frame.initialised);
        setReachable(frame.reported);
    }

    /** After {@link #finish}: goes on with another part of the same block, an else or a clause. */
    void next(Frame.Kind kind, List<ValType> operands) {
        top.kind = kind;
        top.unreachable = false;
        push(operands);
    }

    /** After {@link #finish}: closes the block and leaves its results. */
    void leave() {
        var frame = top;
        depth--;
        top = depth == 0 ? null : frames[depth - 1];
        push(frame.type.results());
    }

    /** What follows in this block cannot be reached. */
    void unreachable() {
        height = top.height;
        top.unreachable = true;
        setReachable(false);
    }

    private void setReachable(boolean value) {
        reachable = value;
        out = value ? visitor : SilentVisitor.INSTANCE;
    }

    Frame frame(int label) {
        if (Integer.compareUnsigned(label, depth) >= 0) {
            throw fail("unknown label " + Integer.toUnsignedString(label));
        }
        return frames[depth - 1 - label];
    }

    // Operand stack

    void push(ValType type) {
        if (height == stack.length) {
            if (height >= MAX_HEIGHT) {
                throw fail("more than " + MAX_HEIGHT + " operands");
            }
            stack = Arrays.copyOf(stack, height * 2);
        }
        stack[height++] = type;
    }

    /** Pushes the results of an instruction, of which there are hardly ever more or less than one. */
    void push(ValType[] types) {
        if (types.length == 1) {
            push(types[0]);
        } else {
            for (var type : types) {
                push(type);
            }
        }
    }

    void push(List<ValType> types) {
        for (int i = 0; i < types.size(); i++) {
            push(types.get(i));
        }
    }

    /** Pops an operand of any type; null if it is unknown. */
    ValType pop() {
        if (height > top.height) {
            lowest = Math.min(lowest, --height);
            return (ValType) stack[height];
        }
        if (top.unreachable) {
            return null;
        }
        throw fail("type mismatch: instruction requires a value but stack has []");
    }

    /** Whether all operands are popped, so that in unreachable code any more are of unknown type. */
    boolean isExhausted() {
        return height == top.height;
    }

    /** Pops an operand that matches a type, and gives its own type; null if it is unknown. */
    ValType pop(ValType expected) {
        if (height > top.height) {
            var actual = stack[height - 1];
            if (actual == expected || matches((ValType) actual, expected)) {
                lowest = Math.min(lowest, --height);
                return actual == expected ? expected : (ValType) actual;
            }
        } else if (top.unreachable) {
            return null;
        }
        throw fail("type mismatch: instruction requires [" + expected + "] but stack has " + text(1));
    }

    void pop(List<ValType> types) {
        check(types);
        height = Math.max(top.height, height - types.size());
        lowest = Math.min(lowest, height);
    }

    /** Pops the operands of an instruction. */
    void pop(ValType[] types) {
        if (!has(types)) {
            check(List.of(types));
        }
        height = Math.max(top.height, height - types.length);
        lowest = Math.min(lowest, height);
    }

    /** The next instruction uses the topmost operands without popping them. */
    void use(int count) {
        lowest = Math.min(lowest, Math.max(top.height, height - count));
    }

    /** Checks that the operand stack ends with operands of these types. */
    void check(List<ValType> types) {
        if (!has(types)) {
            throw fail("type mismatch: instruction requires " + text(types) + " but stack has " + text(types.size()));
        }
    }

    private boolean has(ValType[] types) {
        int size = types.length;
        if (size <= 2) {
            // What nearly all instructions take. HotSpot's C2 hoists checks out of the loop, and throws code away when one fails.
            return (size == 0 || has(types[size - 1], height - 1)) && (size < 2 || has(types[0], height - 2));
        }
        return has(List.of(types));
    }

    private boolean has(List<ValType> types) {
        int size = types.size();
        if (size <= 2) {
            return (size == 0 || has(types.get(size - 1), height - 1)) && (size < 2 || has(types.getFirst(), height - 2));
        }
        for (int i = 1; i <= size; i++) {
            if (!has(types.get(size - i), height - i)) {
                return false;
            }
        }
        return true;
    }

    private boolean has(ValType expected, int index) {
        if (index < top.height) {
            return top.unreachable;
        }
        var actual = stack[index];
        return actual == expected || matches((ValType) actual, expected);
    }

    /** Pops a reference of any type; {@link #BOTTOM_REF} if it is unknown. */
    RefType popRef() {
        if (height == top.height && !top.unreachable) {
            throw fail("type mismatch: instruction requires reference type but stack has []");
        }
        var type = pop();
        if (type == null) {
            return BOTTOM_REF;
        }
        if (type instanceof RefType ref) {
            return ref;
        }
        throw fail("type mismatch: instruction requires reference type but stack has [" + type + "]");
    }

    static boolean matches(ValType actual, ValType expected) {
        return actual == null || actual == BOTTOM_REF && expected instanceof RefType || Matching.matches(actual, expected);
    }

    // Errors

    InvalidModuleException fail(String reason) {
        return new InvalidModuleException(reason, function < 0 ? where : describe(function), at);
    }

    private String describe(int functionIndex) {
        var name = context.module().names().functions().get(functionIndex);
        return "function " + functionIndex + (name == null ? "" : " \"" + name + "\"");
    }

    static String text(List<ValType> types) {
        var text = new StringBuilder("[");
        for (var type : types) {
            text.append(text.length() == 1 ? "" : " ").append(type);
        }
        return text.append(']').toString();
    }

    /** The topmost operands of the innermost block, at most so many. */
    private String text(int count) {
        var text = new StringBuilder("[");
        for (int i = Math.max(top.height, height - Math.min(count, 100)); i < height; i++) {
            text.append(text.length() == 1 ? "" : " ").append(stack[i] == null ? "_" : stack[i]);
        }
        return text.append(']').toString();
    }
}
