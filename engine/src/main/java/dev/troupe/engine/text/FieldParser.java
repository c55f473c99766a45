package dev.troupe.engine.text;

import dev.troupe.engine.module.AddressType;
import dev.troupe.engine.module.BinaryWriter;
import dev.troupe.engine.module.CustomSection;
import dev.troupe.engine.module.DataSegment;
import dev.troupe.engine.module.Export;
import dev.troupe.engine.module.ExternKind;
import dev.troupe.engine.module.Function;
import dev.troupe.engine.module.Global;
import dev.troupe.engine.module.Import;
import dev.troupe.engine.module.ImportDesc;
import dev.troupe.engine.module.Limits;
import dev.troupe.engine.module.LocalRun;
import dev.troupe.engine.module.MemoryType;
import dev.troupe.engine.module.Module;
import dev.troupe.engine.module.Opcode;
import dev.troupe.engine.module.SegmentMode;
import dev.troupe.engine.module.Slice;
import dev.troupe.engine.module.Table;
import dev.troupe.engine.module.TableType;
import dev.troupe.engine.module.ValType;
import dev.troupe.engine.text.Scope.Space;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BiConsumer;

/** The fields of a module except types (spec 6.6), each read from after its keyword up to its closing parenthesis. */
final class FieldParser {
    /** A stretch of the code buffer, which becomes a slice when the buffer is complete. */
    private record Range(int start, int end) {
        Slice in(byte[] code) {
            return new Slice(code, start, end);
        }
    }

    private final TokenCursor in;
    private final Scope scope;
    private final TypeParser types;
    private final BinaryWriter code;
    private final ImmediateParser immediates;
    private final InstructionParser instructions;
    private final SourcePositions positions;
    private final ElementParser elements;
    private final Map<Space, Integer> next = new EnumMap<>(Space.class);
    private final List<BiConsumer<Module.Builder, byte[]>> parts = new ArrayList<>();
    private final BranchHints hints = new BranchHints();
    private OptionalInt start = OptionalInt.empty();

    FieldParser(TokenCursor in, Scope scope, TypeParser types, BinaryWriter code) {
        this.in = in;
        this.scope = scope;
        this.types = types;
        this.code = code;
        immediates = new ImmediateParser(in, scope, types, code);
        positions = new SourcePositions(in.tokens());
        instructions = new InstructionParser(in, code, immediates, positions);
        elements = new ElementParser(in, scope, types, code, instructions);
    }

    void finish(Module.Builder b, byte[] bytes) {
        parts.forEach(part -> part.accept(b, bytes));
        b.start = start;
        b.hasDataCount = immediates.usesData();
    }

    SourcePositions positions() {
        return positions;
    }

    List<CustomSection> branchHints() {
        return hints.section();
    }

    /** The index of the definition that begins, past its identifier and name. */
    private int definition(Space space) {
        in.acceptId();
        int index = next.merge(space, 1, Integer::sum) - 1;
        ModuleParser.nameAnnotation(in, name -> scope.rename(space, index, name));
        return index;
    }

    private void exports(ExternKind kind, int index) {
        while (in.acceptForm("export")) {
            var export = new Export(in.name(), kind, index);
            in.close();
            parts.add((b, bytes) -> b.exports.add(export));
        }
    }

    private void addImport(String module, String name, ImportDesc desc) {
        parts.add((b, bytes) -> b.imports.add(new Import(module, name, desc)));
    }

    private boolean inlineImport(ImportParser rest) {
        if (!in.acceptForm("import")) {
            return false;
        }
        String module = in.name();
        String name = in.name();
        in.close();
        addImport(module, name, rest.parse());
        return true;
    }

    private interface ImportParser {
        ImportDesc parse();
    }

    void importField() {
        String module = in.name();
        String name = in.name();
        in.open();
        if (in.kind() != TokenKind.KEYWORD) {
            throw in.unexpected();
        }
        ImportDesc desc = switch (in.text()) {
            case "func" -> {
                int index = importDefinition(Space.FUNC);
                yield functionImport(index);
            }
            case "table" -> {
                importDefinition(Space.TABLE);
                yield new ImportDesc.Table(types.tableType());
            }
            case "memory" -> {
                importDefinition(Space.MEMORY);
                yield new ImportDesc.Memory(types.memoryType());
            }
            case "global" -> {
                importDefinition(Space.GLOBAL);
                yield new ImportDesc.Global(types.globalType());
            }
            case "tag" -> {
                importDefinition(Space.TAG);
                yield new ImportDesc.Tag(types.typeUse(true).index());
            }
            default -> throw in.unexpected();
        };
        in.close();
        addImport(module, name, desc);
    }

    private int importDefinition(Space space) {
        in.advance();
        return definition(space);
    }

    /** A function import's type; its parameters may have names. */
    private ImportDesc functionImport(int index) {
        var use = types.typeUse(true);
        var locals = new FunctionScope();
        declareParameters(use, locals);
        scope.nameLocals(index, locals.localNames);
        return new ImportDesc.Func(use.index());
    }

    void function() {
        int index = definition(Space.FUNC);
        exports(ExternKind.FUNC, index);
        if (inlineImport(() -> functionImport(index))) {
            return;
        }
        var use = types.typeUse(true);
        var function = new FunctionScope();
        declareParameters(use, function);
        var locals = locals(function);
        int bodyStart = code.size();
        instructions.body(function);
        var range = new Range(bodyStart, code.size());
        scope.nameLocals(index, function.localNames);
        scope.nameLabels(index, function.labelNames);
        hints.add(index, locals, bodyStart, function.hints);
        parts.add((b, bytes) -> b.functions.add(new Function(use.index(), locals, range.in(bytes))));
    }

    private void declareParameters(TypeParser.TypeUse use, FunctionScope function) {
        var signature = use.signature();
        for (int i = 0; i < signature.ids().size(); i++) {
            function.declareLocal(signature.ids().get(i), in, signature.positions().get(i));
        }
        function.localNames.putAll(signature.names());
        function.skipLocals(signature.type().params().size() - signature.ids().size());
    }

    private List<LocalRun> locals(FunctionScope function) {
        var runs = new ArrayList<LocalRun>();
        while (in.acceptForm("local")) {
            int position = in.position();
            String id = in.acceptId();
            boolean named = ModuleParser.nameAnnotation(in, function::nameNextLocal) || id != null;
            if (named) {
                function.declareLocal(id, in, position);
                addLocal(runs, types.valType());
            } else {
                while (in.kind() != TokenKind.CLOSE) {
                    addLocal(runs, types.valType());
                    function.declareLocal(null, in, position);
                }
            }
            in.close();
        }
        return runs;
    }

    private static void addLocal(List<LocalRun> runs, ValType type) {
        if (!runs.isEmpty() && runs.getLast().type().equals(type)) {
            runs.set(runs.size() - 1, new LocalRun(runs.getLast().count() + 1, type));
        } else {
            runs.add(new LocalRun(1, type));
        }
    }

    private Range expression() {
        int begin = code.size();
        instructions.body(new FunctionScope());
        return new Range(begin, code.size());
    }

    void global() {
        int index = definition(Space.GLOBAL);
        exports(ExternKind.GLOBAL, index);
        if (inlineImport(() -> new ImportDesc.Global(types.globalType()))) {
            return;
        }
        var type = types.globalType();
        var init = expression();
        parts.add((b, bytes) -> b.globals.add(new Global(type, init.in(bytes))));
    }

    void tag() {
        int index = definition(Space.TAG);
        exports(ExternKind.TAG, index);
        if (inlineImport(() -> new ImportDesc.Tag(types.typeUse(true).index()))) {
            return;
        }
        int type = types.typeUse(true).index();
        parts.add((b, bytes) -> b.tags.add(type));
    }

    void table() {
        int index = definition(Space.TABLE);
        exports(ExternKind.TABLE, index);
        if (inlineImport(() -> new ImportDesc.Table(types.tableType()))) {
            return;
        }
        int position = in.position();
        var addressType = types.addressType();
        if (types.isRefType()) {
            tableWithElements(index, addressType);
            return;
        }
        in.moveTo(position);
        var type = types.tableType();
        if (in.kind() == TokenKind.CLOSE) {
            parts.add((b, bytes) -> b.tables.add(new Table(type, Optional.empty())));
        } else {
            var init = expression();
            parts.add((b, bytes) -> b.tables.add(new Table(type, Optional.of(init.in(bytes)))));
        }
    }

    /** {@code (table funcref (elem ...))}: a table of just that size, and an active segment. */
    private void tableWithElements(int index, AddressType addressType) {
        var elementType = types.refType();
        if (!in.acceptForm("elem")) {
            throw in.unexpected();
        }
        next.merge(Space.ELEM, 1, Integer::sum);
        var segment = elements.inline(elementType);
        in.close();
        var offset = zero(addressType);
        var type = new TableType(addressType, elementType, Limits.of(segment.size(), segment.size()));
        parts.add((b, bytes) -> {
            b.tables.add(new Table(type, Optional.empty()));
            b.elements.add(segment.build(new SegmentMode.Active(index, offset.in(bytes)), bytes));
        });
    }

    private Range zero(AddressType addressType) {
        int begin = code.size();
        code.opcode(addressType == AddressType.I64 ? Opcode.I64_CONST : Opcode.I32_CONST).u8(0).opcode(Opcode.END);
        return new Range(begin, code.size());
    }

    void memory() {
        int index = definition(Space.MEMORY);
        exports(ExternKind.MEMORY, index);
        if (inlineImport(() -> new ImportDesc.Memory(types.memoryType()))) {
            return;
        }
        int position = in.position();
        var addressType = types.addressType();
        if (in.kind() != TokenKind.OPEN) {
            in.moveTo(position);
            var type = types.memoryType();
            parts.add((b, bytes) -> b.memories.add(type));
            return;
        }
        int pageSizeLog2 = types.pageSizeLog2();
        if (!in.acceptForm("data")) {
            throw in.unexpected();
        }
        next.merge(Space.DATA, 1, Integer::sum);
        byte[] content = in.strings();
        in.close();
        long pages = (content.length + (1L << pageSizeLog2) - 1) >>> pageSizeLog2;
        var offset = zero(addressType);
        parts.add((b, bytes) -> {
            b.memories.add(new MemoryType(addressType, Limits.of(pages, pages), false, pageSizeLog2));
            b.dataSegments.add(new DataSegment(Slice.of(content), new SegmentMode.Active(index, offset.in(bytes))));
        });
    }

    void export() {
        String name = in.name();
        in.open();
        if (in.kind() != TokenKind.KEYWORD) {
            throw in.unexpected();
        }
        var kind = switch (in.text()) {
            case "func" -> ExternKind.FUNC;
            case "table" -> ExternKind.TABLE;
            case "memory" -> ExternKind.MEMORY;
            case "global" -> ExternKind.GLOBAL;
            case "tag" -> ExternKind.TAG;
            default -> throw in.unexpected();
        };
        in.advance();
        var export = new Export(name, kind, scope.index(Space.valueOf(kind.name()), in));
        in.close();
        parts.add((b, bytes) -> b.exports.add(export));
    }

    void start() {
        if (start.isPresent()) {
            throw in.error("multiple start sections");
        }
        start = OptionalInt.of(scope.index(Space.FUNC, in));
    }

    void element() {
        definition(Space.ELEM);
        if (in.acceptKeyword("declare")) {
            var segment = elements.list(false);
            parts.add((b, bytes) -> b.elements.add(segment.build(new SegmentMode.Declarative(), bytes)));
            return;
        }
        if (in.kind() != TokenKind.OPEN && !isOldTarget() || types.isRefType()) {
            var segment = elements.list(in.kind() == TokenKind.CLOSE || Scope.isIndex(in));
            parts.add((b, bytes) -> b.elements.add(segment.build(new SegmentMode.Passive(), bytes)));
            return;
        }
        boolean explicit = in.isForm("table");
        int target = target(Space.TABLE, "table");
        var offset = offset();
        var segment = elements.list(!explicit);
        parts.add((b, bytes) -> b.elements.add(segment.build(new SegmentMode.Active(target, offset.in(bytes)), bytes)));
    }

    void data() {
        definition(Space.DATA);
        if (in.kind() != TokenKind.OPEN && !isOldTarget()) {
            var content = Slice.of(in.strings());
            parts.add((b, bytes) -> b.dataSegments.add(new DataSegment(content, new SegmentMode.Passive())));
            return;
        }
        int target = target(Space.MEMORY, "memory");
        var offset = offset();
        var content = Slice.of(in.strings());
        parts.add((b, bytes) -> b.dataSegments.add(new DataSegment(content, new SegmentMode.Active(target, offset.in(bytes)))));
    }

    /** The first version's {@code (data 0 (i32.const 8) ...)}, which the suite still has. */
    private boolean isOldTarget() {
        return in.kind() == TokenKind.NAT && in.kind(1) == TokenKind.OPEN;
    }

    private int target(Space space, String keyword) {
        if (isOldTarget()) {
            return scope.index(space, in);
        }
        if (!in.acceptForm(keyword)) {
            return 0;
        }
        int index = scope.index(space, in);
        in.close();
        return index;
    }

    /** {@code (offset ...)}, or in short one folded instruction. */
    private Range offset() {
        int begin = code.size();
        if (in.acceptForm("offset")) {
            instructions.body(new FunctionScope());
            in.close();
        } else {
            instructions.foldedExpression(new FunctionScope());
        }
        return new Range(begin, code.size());
    }
}
