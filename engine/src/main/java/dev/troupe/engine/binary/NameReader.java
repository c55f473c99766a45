package dev.troupe.engine.binary;

import dev.troupe.engine.module.BinaryReader;
import dev.troupe.engine.module.MalformedModuleException;
import dev.troupe.engine.module.Names;
import dev.troupe.engine.module.Slice;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads the name section (spec 7.4.1, and the extended-name-section proposal for the later subsections). */
final class NameReader {
    private static final int MODULE = 0;
    private static final int LOCALS = 2;
    private static final int LABELS = 3;
    private static final int FIELDS = 10;
    private static final int SUBSECTIONS = 12;

    private final BinaryReader in;
    private Optional<String> module = Optional.empty();
    private final List<Map<Integer, String>> flat = Stream.generate(() -> (Map<Integer, String>) new HashMap<Integer, String>())
            .limit(SUBSECTIONS)
            .toList();
    private final List<Map<Integer, Map<Integer, String>>> nested = Stream
            .generate(() -> (Map<Integer, Map<Integer, String>>) new HashMap<Integer, Map<Integer, String>>())
            .limit(SUBSECTIONS)
            .toList();

    private NameReader(BinaryReader in) {
        this.in = in;
    }

    /** The names, or {@link Names#NONE} if the section is malformed: names never make a module unusable. */
    static Names read(Slice section) {
        try {
            return new NameReader(new BinaryReader(section)).read();
        } catch (MalformedModuleException e) {
            return Names.NONE;
        }
    }

    private Names read() {
        while (!in.atEnd()) {
            int id = in.readByte();
            int size = in.readLength();
            int end = in.position() + size;
            if (size > in.remaining()) {
                throw MalformedModuleException.atOffset("length out of bounds", in.position());
            }
            switch (id) {
                case MODULE -> module = Optional.of(in.readName());
                case LOCALS, LABELS, FIELDS -> indirectMap(nested.get(id));
                default -> {
                    if (id < SUBSECTIONS) {
                        map(flat.get(id));
                    } else {
                        in.position(end);
                    }
                }
            }
            if (in.position() != end) {
                throw MalformedModuleException.atOffset("section size mismatch", end);
            }
        }
        return new Names(
                module,
                frozen(1),
                Map.copyOf(nested.get(LOCALS)),
                Map.copyOf(nested.get(LABELS)),
                frozen(4),
                frozen(5),
                frozen(6),
                frozen(7),
                frozen(8),
                frozen(9),
                Map.copyOf(nested.get(FIELDS)),
                frozen(11));
    }

    private Map<Integer, String> frozen(int id) {
        return Map.copyOf(flat.get(id));
    }

    private void map(Map<Integer, String> target) {
        int count = in.readLength();
        for (int i = 0; i < count; i++) {
            target.putIfAbsent(in.readU32(), in.readName());
        }
    }

    private void indirectMap(Map<Integer, Map<Integer, String>> target) {
        int count = in.readLength();
        for (int i = 0; i < count; i++) {
            int outer = in.readU32();
            var names = new HashMap<Integer, String>();
            map(names);
            target.putIfAbsent(outer, Map.copyOf(names));
        }
    }
}
