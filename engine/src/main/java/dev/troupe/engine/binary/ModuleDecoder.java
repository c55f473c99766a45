package dev.troupe.engine.binary;

import dev.troupe.engine.module.BinaryReader;
import dev.troupe.engine.module.CustomSection;
import dev.troupe.engine.module.DataSegment;
import dev.troupe.engine.module.Export;
import dev.troupe.engine.module.ExternKind;
import dev.troupe.engine.module.Feature;
import dev.troupe.engine.module.Function;
import dev.troupe.engine.module.Global;
import dev.troupe.engine.module.Import;
import dev.troupe.engine.module.ImportDesc;
import dev.troupe.engine.module.LocalRun;
import dev.troupe.engine.module.MalformedModuleException;
import dev.troupe.engine.module.Module;
import dev.troupe.engine.module.SegmentMode;
import dev.troupe.engine.module.Slice;
import dev.troupe.engine.module.Table;
import dev.troupe.engine.module.TypeReader;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Decodes the binary format (spec chapter 5) and finds everything malformed in it, function bodies included.
 *
 * <p>The module refers to the given array, which nobody may change from then on. Counts in the input are never trusted: time and
 * memory are linear in the number of bytes. Stateless to callers, so usable from any thread.
 *
 * <p>Like the reference interpreter, a section is read to its own end and its size compared afterwards; hence a section that
 * is too short for its contents is a "section size mismatch".
 */
public final class ModuleDecoder {
    private static final int MAGIC = 0x6D736100;
    private static final int VERSION = 1;

    private final BinaryReader in;
    private final Set<Feature> features;
    /** Whether bodies are known to be well-formed. */
    private final boolean known;
    private final InstructionScanner scanner;
    private final ElementReader elements;
    private final Module.Builder module = new Module.Builder();
    private final List<Integer> functionTypes = new ArrayList<>();
    private OptionalInt dataCount = OptionalInt.empty();
    private int firstDataUse = -1;
    private int bodies;
    private CustomSection nameSection;

    private ModuleDecoder(byte[] bytes, Set<Feature> features, boolean known) {
        this.known = known;
        this.in = new BinaryReader(bytes, 0, bytes.length);
        this.features = features;
        this.scanner = new InstructionScanner(in);
        this.elements = new ElementReader(in, scanner);
    }

    /**
     * Decodes a module with every feature switched on.
     *
     * @throws MalformedModuleException if the bytes are not a module
     */
    public static Module decode(byte[] bytes) {
        return decode(bytes, EnumSet.allOf(Feature.class));
    }

    /**
     * Decodes a module. Only where a feature changes which bytes are well-formed does its absence matter here (the flags of memories);
     * all else is left to validation, which can name the feature.
     *
     * @throws MalformedModuleException if the bytes are not a module
     */
    public static Module decode(byte[] bytes, Set<Feature> features) {
        return new ModuleDecoder(bytes, features, false).decode();
    }

    /** The same for a module that {@link #decode(byte[], Set)} has accepted before: bodies are not looked at, which is most of the work. */
    public static Module decodeKnown(byte[] bytes, Set<Feature> features) {
        return new ModuleDecoder(bytes, features, true).decode();
    }

    private Module decode() {
        if (in.readI32Bits() != MAGIC) {
            throw MalformedModuleException.atOffset("magic header not detected: expected 00 61 73 6d", 0);
        }
        int version = in.readI32Bits();
        if (version != VERSION) {
            throw MalformedModuleException.atOffset("unknown binary version: expected 1, found " + Integer.toUnsignedString(version), 4);
        }
        var last = Section.CUSTOM;
        while (!in.atEnd()) {
            int at = in.position();
            var section = Section.ofId(in.readByte());
            if (section == null) {
                throw Malformed.found("malformed section id", in.bytes()[at] & 0xFF, at);
            }
            if (section != Section.CUSTOM) {
                if (section.order() <= last.order()) {
                    throw MalformedModuleException.atOffset(
                            "unexpected content after last section: " + section + " section after " + last + " section", at);
                }
                last = section;
            }
            section(section, last);
        }
        finish();
        return module.build();
    }

    private void section(Section section, Section last) {
        int size = in.readLength();
        int start = in.position();
        contents(section, start, size, last);
        if (in.position() != start + size) {
            throw MalformedModuleException.atOffset(
                    "section size mismatch: the " + section + " section declares " + size + " bytes and has " + (in.position() - start),
                    start);
        }
    }

    private void contents(Section section, int start, int size, Section last) {
        switch (section) {
            case CUSTOM -> custom(start, size, last);
            case START -> module.start = OptionalInt.of(in.readU32());
            case DATA_COUNT -> dataCount = OptionalInt.of(in.readU32());
            case CODE -> code();
            default -> {
                int count = in.readLength();
                for (int i = 0; i < count; i++) {
                    element(section);
                }
            }
        }
    }

    /** One of a section that is a vector. */
    private void element(Section section) {
        switch (section) {
            case TYPE -> module.recTypes.add(DefinitionReader.recType(in));
            case IMPORT -> module.imports.add(new Import(in.readName(), in.readName(), importDesc()));
            case FUNCTION -> functionTypes.add(in.readU32());
            case TABLE -> module.tables.add(table());
            case MEMORY -> module.memories.add(DefinitionReader.memoryType(in, features));
            case TAG -> module.tags.add(tag());
            case GLOBAL -> module.globals.add(new Global(DefinitionReader.globalType(in), elements.expression()));
            case EXPORT -> module.exports.add(new Export(in.readName(), externKind("malformed export kind"), in.readU32()));
            case ELEMENT -> module.elements.add(elements.segment());
            case DATA -> module.dataSegments.add(dataSegment());
            default -> throw new IllegalStateException("no reader for " + section);
        }
    }

    private void custom(int start, int size, Section last) {
        var name = in.readName();
        int contents = in.position();
        int end = start + size;
        in.skip(end - contents);
        var section = new CustomSection(name, new Slice(in.bytes(), contents, end), last.id());
        module.customSections.add(section);
        if (nameSection == null && name.equals("name")) {
            nameSection = section;
        }
    }

    private ImportDesc importDesc() {
        return switch (externKind("malformed import kind")) {
            case FUNC -> new ImportDesc.Func(in.readU32());
            case TABLE -> new ImportDesc.Table(DefinitionReader.tableType(in));
            case MEMORY -> new ImportDesc.Memory(DefinitionReader.memoryType(in, features));
            case GLOBAL -> new ImportDesc.Global(DefinitionReader.globalType(in));
            case TAG -> new ImportDesc.Tag(tag());
        };
    }

    private ExternKind externKind(String reason) {
        int at = in.position();
        int code = in.readByte();
        var kinds = ExternKind.values();
        if (code >= kinds.length) {
            throw Malformed.found(reason, code, at);
        }
        return kinds[code];
    }

    private int tag() {
        zero("malformed tag attribute");
        return in.readU32();
    }

    private Table table() {
        if (in.peek() != 0x40) {
            return new Table(DefinitionReader.tableType(in), Optional.empty());
        }
        in.skip(1);
        zero("zero byte expected");
        return new Table(DefinitionReader.tableType(in), Optional.of(elements.expression()));
    }

    private void zero(String reason) {
        int at = in.position();
        int found = in.readByte();
        if (found != 0) {
            throw Malformed.found(reason, found, at);
        }
    }

    private DataSegment dataSegment() {
        int at = in.position();
        int kind = in.readU32();
        var mode = switch (kind) {
            case 0 -> new SegmentMode.Active(0, elements.expression());
            case 1 -> new SegmentMode.Passive();
            case 2 -> new SegmentMode.Active(in.readU32(), elements.expression());
            default -> throw Malformed.found("malformed data segment kind", kind, at);
        };
        int length = in.readLength();
        int start = in.position();
        in.skip(length);
        return new DataSegment(new Slice(in.bytes(), start, start + length), mode);
    }

    private void code() {
        bodies = in.readLength();
        scanner.forgetDataUse();
        for (int i = 0; i < bodies; i++) {
            int size = in.readLength();
            int start = in.position();
            var locals = locals();
            int first = in.position();
            if (known) {
                in.skip(start + size - first);
            } else {
                scanner.scan();
            }
            if (in.position() != start + size) {
                throw MalformedModuleException.atOffset(
                        "section size mismatch: function body declares " + size + " bytes and has " + (in.position() - start), start);
            }
            if (i < functionTypes.size()) {
                module.functions.add(new Function(functionTypes.get(i), locals, new Slice(in.bytes(), first, in.position())));
            }
        }
        firstDataUse = scanner.firstDataUse();
    }

    private List<LocalRun> locals() {
        int at = in.position();
        int count = in.readLength();
        if (count == 0) {
            return List.of();
        }
        var runs = new ArrayList<LocalRun>();
        long sum = 0;
        for (int i = 0; i < count; i++) {
            int length = in.readU32();
            runs.add(new LocalRun(length, TypeReader.valType(in)));
            sum += Integer.toUnsignedLong(length);
        }
        if (sum > 0xFFFF_FFFFL) {
            throw MalformedModuleException.atOffset("too many locals: " + sum, at);
        }
        return runs;
    }

    /** What can only be said of the whole: counts of one section against another. */
    private void finish() {
        if (functionTypes.size() != bodies) {
            throw MalformedModuleException.atOffset(
                    "function and code section have inconsistent lengths: " + functionTypes.size() + " functions, " + bodies + " bodies",
                    in.position());
        }
        module.hasDataCount = dataCount.isPresent();
        if (dataCount.isPresent() && dataCount.getAsInt() != module.dataSegments.size()) {
            throw MalformedModuleException.atOffset(
                    "data count and data section have inconsistent lengths: " + Integer.toUnsignedString(dataCount.getAsInt()) + " and "
                            + module.dataSegments.size(),
                    in.position());
        }
        if (dataCount.isEmpty() && firstDataUse >= 0) {
            throw MalformedModuleException.atOffset("data count section required", firstDataUse);
        }
        if (nameSection != null) {
            module.names = NameReader.read(nameSection.bytes());
        }
    }
}
