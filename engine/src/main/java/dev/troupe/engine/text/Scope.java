package dev.troupe.engine.text;

import dev.troupe.engine.module.FuncType;
import dev.troupe.engine.module.Names;
import dev.troupe.engine.module.RecType;
import dev.troupe.engine.module.SubType;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The identifier context of one module (spec 6.1.3): what each identifier stands for, and the types defined so far. */
final class Scope {
    /** The index spaces with identifiers of their own; the words are those of error messages. */
    enum Space {
        TYPE("type"),
        FUNC("func", "function"),
        TABLE("table"),
        MEMORY("memory"),
        GLOBAL("global"),
        TAG("tag"),
        ELEM("elem", "elem segment"),
        DATA("data", "data segment");

        private final String word;
        private final String thing;

        Space(String word) {
            this(word, word);
        }

        Space(String word, String thing) {
            this.word = word;
            this.thing = thing;
        }
    }

    private final Map<Space, Map<String, Integer>> ids = new EnumMap<>(Space.class);
    private final Map<Space, Map<Integer, String>> names = new EnumMap<>(Space.class);
    private final Map<Space, Integer> counts = new EnumMap<>(Space.class);
    private final Map<Integer, Map<String, Integer>> fieldIds = new HashMap<>();
    private final Map<Integer, Map<Integer, String>> fieldNames = new TreeMap<>();
    private final Map<Integer, Map<Integer, String>> localNames = new TreeMap<>();
    private final Map<Integer, Map<Integer, String>> labelNames = new TreeMap<>();
    private final Map<FuncType, Integer> plainFuncTypes = new HashMap<>();
    final List<RecType> recTypes = new ArrayList<>();
    private final List<SubType> types = new ArrayList<>();
    String moduleName;

    Scope() {
        for (var space : Space.values()) {
            ids.put(space, new HashMap<>());
            names.put(space, new TreeMap<>());
            counts.put(space, 0);
        }
    }

    /** Gives the next index of the space away. Called for all definitions in order before anything refers to them. */
    int declare(Space space, String id, TokenCursor at, int position) {
        int index = counts.merge(space, 1, Integer::sum) - 1;
        if (id != null) {
            if (ids.get(space).putIfAbsent(id, index) != null) {
                throw at.errorAt("duplicate " + space.word + " $" + id, position);
            }
            names.get(space).put(index, id);
        }
        return index;
    }

    /** A name for the name section other than the identifier. */
    void rename(Space space, int index, String name) {
        names.get(space).put(index, name);
    }

    /** A number as it is, or the index that an identifier stands for. */
    int index(Space space, TokenCursor in) {
        if (in.kind() != TokenKind.ID) {
            return in.u32();
        }
        int position = in.position();
        Integer index = ids.get(space).get(in.nextId());
        if (index == null) {
            in.moveTo(position);
            throw in.error("unknown " + space.thing + " " + in.shown());
        }
        return index;
    }

    static boolean isIndex(TokenCursor in) {
        return in.kind() == TokenKind.NAT || in.kind() == TokenKind.ID;
    }

    void declareField(int type, int field, String id, TokenCursor at, int position) {
        if (fieldIds.computeIfAbsent(type, t -> new HashMap<>()).putIfAbsent(id, field) != null) {
            throw at.errorAt("duplicate field $" + id, position);
        }
        fieldNames.computeIfAbsent(type, t -> new TreeMap<>()).put(field, id);
    }

    void renameField(int type, int field, String name) {
        fieldNames.computeIfAbsent(type, t -> new TreeMap<>()).put(field, name);
    }

    int field(int type, TokenCursor in) {
        if (in.kind() != TokenKind.ID) {
            return in.u32();
        }
        int position = in.position();
        Integer index = fieldIds.getOrDefault(type, Map.of()).get(in.nextId());
        if (index == null) {
            in.moveTo(position);
            throw in.error("unknown field " + in.shown());
        }
        return index;
    }

    void defineTypes(RecType group) {
        if (group.types().size() == 1) {
            var type = group.types().getFirst();
            if (type.isFinal() && type.supertypes().isEmpty() && type.composite() instanceof FuncType func) {
                plainFuncTypes.putIfAbsent(func, types.size());
            }
        }
        recTypes.add(group);
        types.addAll(group.types());
    }

    /** The function type at an index, or null if there is none. */
    FuncType funcType(int index) {
        boolean exists = index >= 0 && index < types.size();
        return exists && types.get(index).composite() instanceof FuncType func ? func : null;
    }

    boolean hasType(int index) {
        return index >= 0 && index < types.size();
    }

    /** The first plain definition of the type; appends one if there is none (spec 6.4.6). */
    int indexOf(FuncType type) {
        Integer index = plainFuncTypes.get(type);
        if (index != null) {
            return index;
        }
        defineTypes(new RecType(List.of(SubType.plain(type))));
        return types.size() - 1;
    }

    void nameLocals(int function, Map<Integer, String> locals) {
        if (!locals.isEmpty()) {
            localNames.put(function, locals);
        }
    }

    void nameLabels(int function, Map<Integer, String> labels) {
        if (!labels.isEmpty()) {
            labelNames.put(function, labels);
        }
    }

    Names names() {
        return new Names(
                Optional.ofNullable(moduleName),
                names.get(Space.FUNC),
                localNames,
                labelNames,
                names.get(Space.TYPE),
                names.get(Space.TABLE),
                names.get(Space.MEMORY),
                names.get(Space.GLOBAL),
                names.get(Space.ELEM),
                names.get(Space.DATA),
                fieldNames,
                names.get(Space.TAG));
    }
}
