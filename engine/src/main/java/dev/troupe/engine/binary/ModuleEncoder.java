package dev.troupe.engine.binary;

import dev.troupe.engine.module.AddressType;
import dev.troupe.engine.module.ArrayType;
import dev.troupe.engine.module.BinaryWriter;
import dev.troupe.engine.module.CompositeType;
import dev.troupe.engine.module.FieldType;
import dev.troupe.engine.module.FuncType;
import dev.troupe.engine.module.Function;
import dev.troupe.engine.module.GlobalType;
import dev.troupe.engine.module.ImportDesc;
import dev.troupe.engine.module.Limits;
import dev.troupe.engine.module.MemoryType;
import dev.troupe.engine.module.Module;
import dev.troupe.engine.module.RecType;
import dev.troupe.engine.module.StructType;
import dev.troupe.engine.module.SubType;
import dev.troupe.engine.module.Table;
import dev.troupe.engine.module.TableType;
import dev.troupe.engine.module.ValType;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * Writes a module in the binary format (spec chapter 5), with every number in its shortest form. Function bodies and constant
 * expressions are copied as they are. Custom sections stand where they stood; the name section, made from the module's names,
 * comes last. Stateless and thread-safe.
 */
public final class ModuleEncoder {
    private static final String NAME_SECTION = "name";

    private final Module module;
    private final BinaryWriter out = new BinaryWriter(1024);
    private int customsWritten;

    private ModuleEncoder(Module module) {
        this.module = module;
    }

    public static byte[] encode(Module module) {
        return new ModuleEncoder(module).encode();
    }

    private byte[] encode() {
        out.fixed32(0x6D736100).fixed32(1);
        customs(Section.CUSTOM);
        section(Section.TYPE, vector(module.recTypes(), ModuleEncoder::recType));
        section(Section.IMPORT, vector(module.imports(), (w, i) -> {
            w.name(i.module()).name(i.name());
            importDesc(w, i.desc());
        }));
        section(Section.FUNCTION, vector(module.functions(), (w, f) -> w.u32(f.typeIndex())));
        section(Section.TABLE, vector(module.tables(), ModuleEncoder::table));
        section(Section.MEMORY, vector(module.memories(), ModuleEncoder::memoryType));
        section(Section.TAG, vector(module.tags(), (w, t) -> w.u8(0).u32(t)));
        section(Section.GLOBAL, vector(module.globals(), (w, g) -> {
            globalType(w, g.type());
            w.bytes(g.init());
        }));
        section(Section.EXPORT, vector(module.exports(), (w, e) -> w.name(e.name()).u8(e.kind().ordinal()).u32(e.index())));
        section(Section.START, module.start().isPresent() ? new BinaryWriter().u32(module.start().getAsInt()) : null);
        section(Section.ELEMENT, vector(module.elements(), SegmentEncoder::element));
        section(Section.DATA_COUNT, module.hasDataCount() ? new BinaryWriter().u32(module.dataSegments().size()) : null);
        section(Section.CODE, vector(module.functions(), ModuleEncoder::body));
        section(Section.DATA, vector(module.dataSegments(), SegmentEncoder::data));
        var names = NameSectionEncoder.encode(module.names());
        if (names != null) {
            section(Section.CUSTOM, new BinaryWriter().name(NAME_SECTION).bytes(names));
        }
        return out.toByteArray();
    }

    static <T> BinaryWriter vector(List<T> items, BiConsumer<BinaryWriter, T> item) {
        if (items.isEmpty()) {
            return null;
        }
        var writer = new BinaryWriter().u32(items.size());
        items.forEach(i -> item.accept(writer, i));
        return writer;
    }

    /** Writes a section unless it has no content, then the custom sections that stand after its place. */
    private void section(Section section, BinaryWriter content) {
        if (content != null) {
            out.u8(section.id()).u32(content.size()).tail(content, 0);
        }
        if (section != Section.CUSTOM) {
            customs(section);
        }
    }

    private void customs(Section after) {
        for (; customsWritten < module.customSections().size(); customsWritten++) {
            var custom = module.customSections().get(customsWritten);
            if (custom.after() != after.id()) {
                return;
            }
            if (!custom.name().equals(NAME_SECTION)) {
                section(Section.CUSTOM, new BinaryWriter().name(custom.name()).bytes(custom.bytes()));
            }
        }
    }

    private static void recType(BinaryWriter w, RecType group) {
        if (group.types().size() != 1) {
            w.u8(0x4E).u32(group.types().size());
        }
        group.types().forEach(type -> subType(w, type));
    }

    private static void subType(BinaryWriter w, SubType type) {
        if (!type.isFinal() || !type.supertypes().isEmpty()) {
            w.u8(type.isFinal() ? 0x4F : 0x50).u32(type.supertypes().size());
            type.supertypes().forEach(w::u32);
        }
        compositeType(w, type.composite());
    }

    private static void compositeType(BinaryWriter w, CompositeType type) {
        switch (type) {
            case FuncType f -> {
                w.u8(0x60);
                valTypes(w, f.params());
                valTypes(w, f.results());
            }
            case StructType s -> {
                w.u8(0x5F).u32(s.fields().size());
                s.fields().forEach(field -> field(w, field));
            }
            case ArrayType a -> field(w.u8(0x5E), a.field());
        }
    }

    private static void valTypes(BinaryWriter w, List<ValType> types) {
        w.u32(types.size());
        types.forEach(w::storageType);
    }

    private static void field(BinaryWriter w, FieldType field) {
        w.storageType(field.type()).u8(field.mutable() ? 1 : 0);
    }

    private static void importDesc(BinaryWriter w, ImportDesc desc) {
        w.u8(desc.kind().ordinal());
        switch (desc) {
            case ImportDesc.Func f -> w.u32(f.typeIndex());
            case ImportDesc.Table t -> tableType(w, t.type());
            case ImportDesc.Memory m -> memoryType(w, m.type());
            case ImportDesc.Global g -> globalType(w, g.type());
            case ImportDesc.Tag t -> w.u8(0).u32(t.typeIndex());
        }
    }

    private static void globalType(BinaryWriter w, GlobalType type) {
        w.storageType(type.type()).u8(type.mutable() ? 1 : 0);
    }

    private static void table(BinaryWriter w, Table table) {
        if (table.init().isPresent()) {
            w.u8(0x40).u8(0);
        }
        tableType(w, table.type());
        table.init().ifPresent(w::bytes);
    }

    private static void tableType(BinaryWriter w, TableType type) {
        w.storageType(type.elementType());
        limits(w, type.limits(), flags(type.limits(), type.addressType()));
    }

    private static void memoryType(BinaryWriter w, MemoryType type) {
        boolean customPages = type.pageSizeLog2() != MemoryType.DEFAULT_PAGE_SIZE_LOG2;
        limits(w, type.limits(), flags(type.limits(), type.addressType()) | (type.shared() ? 2 : 0) | (customPages ? 8 : 0));
        if (customPages) {
            w.u32(type.pageSizeLog2());
        }
    }

    private static int flags(Limits limits, AddressType addressType) {
        return (limits.hasMax() ? 1 : 0) | (addressType == AddressType.I64 ? 4 : 0);
    }

    private static void limits(BinaryWriter w, Limits limits, int flags) {
        w.u8(flags).u64(limits.min());
        if (limits.hasMax()) {
            w.u64(limits.max());
        }
    }

    private static void body(BinaryWriter w, Function function) {
        var body = new BinaryWriter(function.body().length() + 16).u32(function.locals().size());
        function.locals().forEach(run -> body.u32(run.count()).storageType(run.type()));
        body.bytes(function.body());
        w.u32(body.size()).tail(body, 0);
    }
}
