package dev.troupe.engine.binary;

import dev.troupe.engine.module.BinaryWriter;
import dev.troupe.engine.module.Names;
import java.util.Map;
import java.util.TreeMap;

/** The name section (spec 7.4.1, with the extended-name-section proposal). */
final class NameSectionEncoder {
    private final BinaryWriter out = new BinaryWriter();

    private NameSectionEncoder() {}

    /** The section's content after its own name, or null if there are no names. */
    static byte[] encode(Names names) {
        var encoder = new NameSectionEncoder();
        names.module().ifPresent(name -> encoder.subsection(0, new BinaryWriter().name(name)));
        encoder.names(1, names.functions());
        encoder.indirect(2, names.locals());
        encoder.indirect(3, names.labels());
        encoder.names(4, names.types());
        encoder.names(5, names.tables());
        encoder.names(6, names.memories());
        encoder.names(7, names.globals());
        encoder.names(8, names.elements());
        encoder.names(9, names.data());
        encoder.indirect(10, names.fields());
        encoder.names(11, names.tags());
        return encoder.out.size() == 0 ? null : encoder.out.toByteArray();
    }

    private void subsection(int id, BinaryWriter content) {
        out.u8(id).u32(content.size()).tail(content, 0);
    }

    private void names(int id, Map<Integer, String> names) {
        if (!names.isEmpty()) {
            subsection(id, nameMap(new BinaryWriter(), names));
        }
    }

    private void indirect(int id, Map<Integer, Map<Integer, String>> names) {
        var filled = new TreeMap<>(names);
        filled.values().removeIf(Map::isEmpty);
        if (!filled.isEmpty()) {
            var content = new BinaryWriter().u32(filled.size());
            filled.forEach((outer, inner) -> nameMap(content.u32(outer), inner));
            subsection(id, content);
        }
    }

    private static BinaryWriter nameMap(BinaryWriter w, Map<Integer, String> names) {
        w.u32(names.size());
        new TreeMap<>(names).forEach((index, name) -> w.u32(index).name(name));
        return w;
    }
}
