package dev.troupe.engine.runtime;

import dev.troupe.engine.module.PackedType;
import java.lang.reflect.Field;

/** The fields of a struct class, by reflection. Immutable. */
final class StructFields {
    private static final ClassValue<StructFields> CACHE = new ClassValue<>() {
        @Override
        protected StructFields computeValue(Class<?> type) {
            return new StructFields(type);
        }
    };

    private final Field[] fields;
    /** The high halves of v128 fields; null elsewhere. */
    private final Field[] high;

    private StructFields(Class<?> type) {
        int count = (int) java.util.Arrays.stream(type.getFields()).filter(field -> !field.getName().endsWith("h")).count();
        fields = new Field[count];
        high = new Field[count];
        for (var field : type.getFields()) {
            var name = field.getName();
            if (name.endsWith("h")) {
                high[Integer.parseInt(name, 1, name.length() - 1, 10)] = field;
            } else {
                fields[Integer.parseInt(name, 1, name.length(), 10)] = field;
            }
        }
    }

    static StructFields of(WasmStruct struct) {
        return CACHE.get(struct.getClass());
    }

    Object get(WasmStruct struct, int index) {
        try {
            var value = fields[index].get(struct);
            if (high[index] != null) {
                return new V128((Long) value, (Long) high[index].get(struct));
            }
            return switch (value) {
                case Byte small -> small.intValue();
                case Short small -> small.intValue();
                case WasmFunction function -> function.resolve();
                case null, default -> value;
            };
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("fields of struct classes are public", e);
        }
    }

    void set(WasmStruct struct, int index, Object value) {
        try {
            var field = fields[index];
            if (value instanceof V128 vector) {
                field.setLong(struct, vector.low());
                high[index].setLong(struct, vector.high());
            } else if (struct.type().structType().fields().get(index).type() instanceof PackedType packed) {
                if (packed == PackedType.I8) {
                    field.setByte(struct, ((Integer) value).byteValue());
                } else {
                    field.setShort(struct, ((Integer) value).shortValue());
                }
            } else {
                field.set(struct, value);
            }
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("fields of struct classes are public", e);
        }
    }
}
