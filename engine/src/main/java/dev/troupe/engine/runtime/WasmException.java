package dev.troupe.engine.runtime;

import dev.troupe.engine.module.NumType;
import dev.troupe.engine.module.RefType;
import dev.troupe.engine.module.VecType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * An exception that WebAssembly code or a host function threw (spec 4.2.14). An exception reference of the guest is this very object.
 * Every {@code throw} makes a new one; rethrowing passes the same on. It has no Java stack trace, which would cost too much.
 */
@SuppressWarnings("checkstyle:MutableException") // generated code makes the object and then fills the payload in
public final class WasmException extends RuntimeException {
    private static final long serialVersionUID = 1;
    private static final int NUMBER_FIELDS = 2;
    private static final int REFERENCE_FIELDS = 1;

    /** For generated code, as are the other fields: numbers and references are counted apart, floats are raw bits. */
    public final transient Tag tag;

    public transient long x0;
    public transient long x1;
    public transient Object a0;
    /** Numbers from the third on, and references from the second on; null if there are none of either. */
    public final transient long[] xs;

    public final transient Object[] as;

    /** For generated code, which fills the payload in. */
    public WasmException(Tag tag) {
        super("WebAssembly exception", null, false, false);
        this.tag = tag;
        xs = null;
        as = null;
    }

    /** For generated code: with room for numbers and references beyond those that have fields. */
    public WasmException(Tag tag, int numbers, int references) {
        super("WebAssembly exception", null, false, false);
        this.tag = tag;
        xs = new long[Math.max(0, numbers)];
        as = new Object[Math.max(0, references)];
    }

    private WasmException(Tag tag, int[] counts) {
        this(tag, counts[0] - NUMBER_FIELDS, counts[1] - REFERENCE_FIELDS);
    }

    /**
     * A new exception, for a host function to throw into the guest that called it.
     *
     * @param values the payload, boxed as arguments of a call are
     * @throws WrongArgumentsException if the values do not fit the tag
     */
    public static WasmException of(Tag tag, Object... values) {
        var params = tag.type().funcType().params();
        if (values.length != params.size()) {
            throw new WrongArgumentsException("expected " + params.size() + " values " + params + ", got " + values.length);
        }
        var exception = new WasmException(tag, counts(tag));
        int number = 0;
        int reference = 0;
        for (int i = 0; i < values.length; i++) {
            if (!Calls.fits(params.get(i), values[i])) {
                throw new WrongArgumentsException("value " + i + ": expected " + params.get(i) + ", got " + values[i]);
            }
            switch (params.get(i)) {
                case NumType type -> exception.number(number++, bits(type, values[i]));
                case VecType type -> {
                    exception.number(number++, ((V128) values[i]).low());
                    exception.number(number++, ((V128) values[i]).high());
                }
                case RefType type -> exception.reference(reference++, values[i]);
            }
        }
        return exception;
    }

    private static int[] counts(Tag tag) {
        int[] counts = new int[2];
        for (var type : tag.type().funcType().params()) {
            switch (type) {
                case NumType t -> counts[0]++;
                case VecType t -> counts[0] += 2;
                case RefType t -> counts[1]++;
            }
        }
        return counts;
    }

    private static long bits(NumType type, Object value) {
        return switch (type) {
            case I32 -> (Integer) value;
            case I64 -> (Long) value;
            case F32 -> Float.floatToRawIntBits((Float) value);
            case F64 -> Double.doubleToRawLongBits((Double) value);
        };
    }

    private static Object box(NumType type, long bits) {
        return switch (type) {
            case I32 -> (int) bits;
            case I64 -> bits;
            case F32 -> Float.intBitsToFloat((int) bits);
            case F64 -> Double.longBitsToDouble(bits);
        };
    }

    private void number(int index, long value) {
        switch (index) {
            case 0 -> x0 = value;
            case 1 -> x1 = value;
            default -> xs[index - NUMBER_FIELDS] = value;
        }
    }

    private long number(int index) {
        return switch (index) {
            case 0 -> x0;
            case 1 -> x1;
            default -> xs[index - NUMBER_FIELDS];
        };
    }

    private void reference(int index, Object value) {
        if (index == 0) {
            a0 = value;
        } else {
            as[index - REFERENCE_FIELDS] = value;
        }
    }

    private Object reference(int index) {
        return index == 0 ? a0 : as[index - REFERENCE_FIELDS];
    }

    /** The tag, which tells kinds of exceptions apart by its identity. */
    public Tag tag() {
        return tag;
    }

    /** The payload, boxed as results of a call are. */
    public List<Object> values() {
        var values = new ArrayList<Object>();
        int number = 0;
        int reference = 0;
        for (var type : tag.type().funcType().params()) {
            switch (type) {
                case NumType num -> values.add(box(num, number(number++)));
                case VecType vector -> values.add(new V128(number(number++), number(number++)));
                case RefType ref -> values.add(reference(reference++));
            }
        }
        return Collections.unmodifiableList(values);
    }
}
