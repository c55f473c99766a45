package dev.troupe.engine.text;

import dev.troupe.engine.module.AddressType;
import dev.troupe.engine.module.ArrayType;
import dev.troupe.engine.module.CompositeType;
import dev.troupe.engine.module.Feature;
import dev.troupe.engine.module.FieldType;
import dev.troupe.engine.module.FuncType;
import dev.troupe.engine.module.GlobalType;
import dev.troupe.engine.module.HeapType;
import dev.troupe.engine.module.Limits;
import dev.troupe.engine.module.MemoryType;
import dev.troupe.engine.module.PackedType;
import dev.troupe.engine.module.RecType;
import dev.troupe.engine.module.RefType;
import dev.troupe.engine.module.StorageType;
import dev.troupe.engine.module.StructType;
import dev.troupe.engine.module.SubType;
import dev.troupe.engine.module.TableType;
import dev.troupe.engine.module.TypeIndex;
import dev.troupe.engine.module.ValType;
import dev.troupe.engine.text.Scope.Space;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Types (spec 6.4). */
final class TypeParser {
    /** What the binary format can say; validation allows much less. */
    private static final int MAX_PAGE_SIZE_LOG2 = 64;

    private final TokenCursor in;
    private final Scope scope;
    private final Set<Feature> features;
    private int nextType;

    TypeParser(TokenCursor in, Scope scope, Set<Feature> features) {
        this.in = in;
        this.scope = scope;
        this.features = features;
    }

    /**
     * A signature as written.
     *
     * @param ids the parameters' identifiers, null where there is none
     * @param names names from annotations, by parameter
     */
    record Signature(FuncType type, List<String> ids, List<Integer> positions, Map<Integer, String> names) {
        boolean isEmpty() { return type.params().isEmpty() && type.results().isEmpty(); }
    }

    /** A resolved type use: the index and the parameters' identifiers. */
    record TypeUse(int index, Signature signature) {}

    ValType valType() {
        var type = acceptValType();
        if (type == null) {
            throw in.unexpected();
        }
        return type;
    }

    private ValType acceptValType() {
        if (in.isForm("ref")) {
            return refType();
        }
        if (in.kind() != TokenKind.KEYWORD) {
            return null;
        }
        ValType type = switch (in.text()) {
            case "i32" -> ValType.I32;
            case "i64" -> ValType.I64;
            case "f32" -> ValType.F32;
            case "f64" -> ValType.F64;
            case "v128" -> ValType.V128;
            default -> shorthand();
        };
        if (type != null) {
            in.advance();
        }
        return type;
    }

    private RefType shorthand() {
        var heapType = Keywords.AbstractHeapTypes.byShorthand(in.text());
        return heapType == null ? null : new RefType(true, heapType);
    }

    /** Whether a reference type is next. */
    boolean isRefType() {
        return in.isForm("ref") || in.kind() == TokenKind.KEYWORD && shorthand() != null;
    }

    RefType refType() {
        if (in.acceptForm("ref")) {
            boolean nullable = in.acceptKeyword("null");
            var heapType = heapType();
            in.close();
            return new RefType(nullable, heapType);
        }
        if (!isRefType()) {
            throw in.unexpected();
        }
        var type = shorthand();
        in.advance();
        return type;
    }

    HeapType heapType() {
        if (Scope.isIndex(in)) {
            return new TypeIndex(scope.index(Space.TYPE, in));
        }
        var type = in.kind() == TokenKind.KEYWORD ? Keywords.AbstractHeapTypes.byName(in.text()) : null;
        if (type == null) {
            throw in.unexpected();
        }
        in.advance();
        return type;
    }

    private StorageType storageType() {
        if (in.acceptKeyword("i8")) {
            return PackedType.I8;
        }
        return in.acceptKeyword("i16") ? PackedType.I16 : valType();
    }

    private FieldType fieldType() {
        if (in.acceptForm("mut")) {
            var type = new FieldType(storageType(), true);
            in.close();
            return type;
        }
        return new FieldType(storageType(), false);
    }

    GlobalType globalType() {
        if (in.acceptForm("mut")) {
            var type = new GlobalType(valType(), true);
            in.close();
            return type;
        }
        return new GlobalType(valType(), false);
    }

    /** Zero or more value types, to the closing parenthesis. */
    private void valTypes(List<ValType> into) {
        while (in.kind() != TokenKind.CLOSE) {
            into.add(valType());
        }
        in.close();
    }

    /** Zero or more {@code (result ...)}. */
    List<ValType> results() {
        var results = new ArrayList<ValType>();
        while (in.acceptForm("result")) {
            valTypes(results);
        }
        return results;
    }

    Signature signature(boolean identifiers) {
        var params = new ArrayList<ValType>();
        var names = new ArrayList<String>();
        var positions = new ArrayList<Integer>();
        var annotations = new TreeMap<Integer, String>();
        while (in.acceptForm("param")) {
            int position = in.position();
            if (identifiers && in.kind() == TokenKind.ID) {
                names.add(in.nextId());
                positions.add(position);
                nameAnnotation(annotations, params.size());
                params.add(valType());
                in.close();
            } else {
                nameAnnotation(annotations, params.size());
                valTypes(params);
                while (names.size() < params.size()) {
                    names.add(null);
                    positions.add(position);
                }
            }
        }
        return new Signature(new FuncType(params, results()), names, positions, annotations);
    }

    private void nameAnnotation(Map<Integer, String> into, int index) {
        ModuleParser.nameAnnotation(in, name -> into.put(index, name));
    }

    /** A type use (spec 6.6.4): an index, a signature, or both, which then must agree. */
    TypeUse typeUse(boolean identifiers) {
        if (!in.isForm("type")) {
            var signature = signature(identifiers);
            return new TypeUse(scope.indexOf(signature.type()), signature);
        }
        return explicitTypeUse(identifiers);
    }

    TypeUse explicitTypeUse(boolean identifiers) {
        in.open();
        in.advance();
        int position = in.position();
        int index = scope.index(Space.TYPE, in);
        in.close();
        var signature = signature(identifiers);
        var type = scope.funcType(index);
        if (in.isForm("param") || in.isForm("type")) {
            in.advance();
            throw in.unexpected();
        }
        if (signature.isEmpty()) {
            return new TypeUse(index, new Signature(type == null ? signature.type() : type, List.of(), List.of(), Map.of()));
        }
        if (!scope.hasType(index)) {
            throw in.errorAt("unknown type " + Integer.toUnsignedString(index), position);
        }
        if (!signature.type().equals(type)) {
            throw in.errorAt("inline function type " + signature.type() + " does not match type " + index, position);
        }
        return new TypeUse(index, signature);
    }

    AddressType addressType() {
        if (in.acceptKeyword("i64")) {
            return AddressType.I64;
        }
        in.acceptKeyword("i32");
        return AddressType.I32;
    }

    Limits limits(AddressType addressType) {
        long min = size(addressType);
        return in.kind() == TokenKind.NAT ? Limits.of(min, size(addressType)) : Limits.atLeast(min);
    }

    /** Since memory64 limits are written with 64 bits, whatever the address type: too large ones parse and do not validate. */
    private long size(AddressType addressType) {
        return addressType == AddressType.I64 || features.contains(Feature.MEMORY64) ? in.u64() : Integer.toUnsignedLong(in.u32());
    }

    TableType tableType() {
        var addressType = addressType();
        var limits = limits(addressType);
        return new TableType(addressType, refType(), limits);
    }

    MemoryType memoryType() {
        var addressType = addressType();
        var limits = limits(addressType);
        boolean shared = in.acceptKeyword("shared");
        return new MemoryType(addressType, limits, shared, pageSizeLog2());
    }

    /** An optional {@code (pagesize N)}. */
    int pageSizeLog2() {
        if (!in.acceptForm("pagesize")) {
            return MemoryType.DEFAULT_PAGE_SIZE_LOG2;
        }
        if (in.kind() != TokenKind.NAT) {
            throw in.unexpected();
        }
        var size = Numbers.integer(in.text());
        if (size.bitCount() != 1 || size.bitLength() > MAX_PAGE_SIZE_LOG2 + 1) {
            throw in.error("invalid custom page size " + in.shown());
        }
        in.advance();
        in.close();
        return size.bitLength() - 1;
    }

    /** A {@code (type ...)} or {@code (rec ...)} field, whose types get the next indices. */
    void definition() {
        var types = new ArrayList<SubType>();
        if (in.acceptForm("rec")) {
            while (in.kind() != TokenKind.CLOSE) {
                types.add(typeDefinition());
            }
            in.close();
        } else {
            types.add(typeDefinition());
        }
        scope.defineTypes(new RecType(types));
    }

    private SubType typeDefinition() {
        if (!in.acceptForm("type")) {
            throw in.kind() == TokenKind.OPEN ? unexpectedIn() : in.unexpected();
        }
        in.acceptId();
        ModuleParser.nameAnnotation(in, name -> scope.rename(Space.TYPE, nextType, name));
        var type = subType();
        nextType++;
        in.close();
        return type;
    }

    private RuntimeException unexpectedIn() {
        in.advance();
        return in.unexpected();
    }

    private SubType subType() {
        if (!in.acceptForm("sub")) {
            return SubType.plain(compositeType());
        }
        boolean isFinal = in.acceptKeyword("final");
        var supertypes = new ArrayList<Integer>();
        while (Scope.isIndex(in)) {
            supertypes.add(scope.index(Space.TYPE, in));
        }
        var composite = compositeType();
        in.close();
        return new SubType(isFinal, supertypes, composite);
    }

    private CompositeType compositeType() {
        in.open();
        CompositeType type;
        if (in.acceptKeyword("func")) {
            type = signature(true).type();
        } else if (in.acceptKeyword("struct")) {
            type = structType();
        } else if (in.acceptKeyword("array")) {
            type = new ArrayType(fieldType());
        } else {
            throw in.unexpected();
        }
        in.close();
        return type;
    }

    private StructType structType() {
        var fields = new ArrayList<FieldType>();
        while (in.acceptForm("field")) {
            int position = in.position();
            String id = in.acceptId();
            int index = fields.size();
            if (id != null) {
                scope.declareField(nextType, index, id, in, position);
            }
            boolean named = ModuleParser.nameAnnotation(in, name -> scope.renameField(nextType, index, name)) || id != null;
            if (named) {
                fields.add(fieldType());
            } else {
                while (in.kind() != TokenKind.CLOSE) {
                    fields.add(fieldType());
                }
            }
            in.close();
        }
        return new StructType(fields);
    }
}
