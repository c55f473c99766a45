package dev.troupe.engine.text;

import dev.troupe.engine.module.BinaryWriter;
import dev.troupe.engine.module.ExternKind;
import dev.troupe.engine.module.Feature;
import dev.troupe.engine.module.Module;
import dev.troupe.engine.text.Scope.Space;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * One module (spec 6.6), in three passes over the same tokens: the first gives every definition its index, so that anything
 * may refer forward; the second reads the types; the third reads everything else in order.
 */
final class ModuleParser {
    private final TokenCursor in;
    private final Scope scope = new Scope();
    private final TypeParser types;
    private final BinaryWriter code = new BinaryWriter(256);
    private final FieldParser fields;
    private final CustomAnnotations customs;

    ModuleParser(TokenCursor in, Set<Feature> features) {
        this.in = in;
        types = new TypeParser(in, scope, features);
        fields = new FieldParser(in, scope, types, code);
        customs = new CustomAnnotations(in);
    }

    SourcePositions positions() {
        return fields.positions();
    }

    /** What stands between {@code module} and the closing parenthesis. */
    Module named() {
        String id = in.acceptId();
        scope.moduleName = id;
        nameAnnotation(in, name -> {
            if (scope.moduleName != null && scope.moduleName != id) {
                throw in.error("@name annotation: multiple module names");
            }
            scope.moduleName = name;
        });
        return fields();
    }

    /** The fields up to a closing parenthesis or the end. */
    Module fields() {
        int start = in.position();
        declarePass();
        in.moveTo(start);
        typePass();
        in.moveTo(start);
        while (isField()) {
            customs.take();
            field();
        }
        customs.take();
        rejectMisplaced(start);
        return finish();
    }

    private boolean isField() {
        if (in.kind() == TokenKind.OPEN) {
            return true;
        }
        if (in.kind() != TokenKind.CLOSE && in.kind() != TokenKind.END) {
            throw in.unexpected();
        }
        return false;
    }

    private void field() {
        int before = in.position();
        in.open();
        if (in.kind() != TokenKind.KEYWORD) {
            throw in.unexpected();
        }
        String word = in.text();
        in.advance();
        switch (word) {
            case "type", "rec" -> {
                in.moveTo(before);
                in.skipForm();
                return;
            }
            case "import" -> fields.importField();
            case "func" -> fields.function();
            case "table" -> fields.table();
            case "memory" -> fields.memory();
            case "global" -> fields.global();
            case "tag" -> fields.tag();
            case "export" -> fields.export();
            case "start" -> fields.start();
            case "elem" -> fields.element();
            case "data" -> fields.data();
            default -> {
                in.moveTo(before + 1);
                throw in.unexpected();
            }
        }
        in.close();
    }

    private void typePass() {
        while (in.kind() == TokenKind.OPEN) {
            if (in.isKeyword(1, "type")) {
                types.definition();
            } else if (in.isKeyword(1, "rec")) {
                types.definition();
            } else {
                in.skipForm();
            }
        }
    }

    private void declarePass() {
        ExternKind defined = null;
        while (in.kind() == TokenKind.OPEN && in.kind(1) == TokenKind.KEYWORD) {
            int start = in.position();
            String word = in.text(1);
            boolean imported = word.equals("import");
            int descriptor = imported ? 4 : 0;
            var space = space(imported ? in.text(descriptor + 1) : word);
            if (word.equals("rec")) {
                declareGroup();
            } else if (space != null) {
                in.moveTo(start + descriptor + 2);
                int position = in.position();
                scope.declare(space, in.acceptId(), in, position);
                imported |= isInlineImport();
                declareInlineSegment(space);
            }
            var kind = space == null ? null : kind(space);
            if (kind != null && imported && defined != null) {
                throw in.errorAt("import after " + word(defined), start);
            }
            defined = kind != null && !imported && defined == null ? kind : defined;
            in.moveTo(start);
            in.skipForm();
        }
    }

    private void declareGroup() {
        in.advance();
        in.advance();
        while (in.isForm("type")) {
            int start = in.position();
            in.moveTo(start + 2);
            scope.declare(Space.TYPE, in.acceptId(), in, start + 2);
            in.moveTo(start);
            in.skipForm();
        }
    }

    /** After a definition's identifier: whether it is an import in short, past any short exports. */
    private boolean isInlineImport() {
        while (in.isForm("export")) {
            in.skipForm();
        }
        return in.isForm("import");
    }

    /** A table's own elements and a memory's own data are segments with an index, too. */
    private void declareInlineSegment(Space space) {
        if (space != Space.TABLE && space != Space.MEMORY) {
            return;
        }
        while (in.kind() != TokenKind.CLOSE && in.kind() != TokenKind.END && in.kind() != TokenKind.ERROR) {
            if (space == Space.TABLE && in.isForm("elem")) {
                scope.declare(Space.ELEM, null, in, in.position());
            } else if (space == Space.MEMORY && in.isForm("data")) {
                scope.declare(Space.DATA, null, in, in.position());
            }
            if (in.kind() == TokenKind.OPEN) {
                in.skipForm();
            } else {
                in.advance();
            }
        }
    }

    private static String word(ExternKind kind) {
        return kind == ExternKind.FUNC ? "function" : kind.toString();
    }

    private static ExternKind kind(Space space) {
        return switch (space) {
            case FUNC -> ExternKind.FUNC;
            case TABLE -> ExternKind.TABLE;
            case MEMORY -> ExternKind.MEMORY;
            case GLOBAL -> ExternKind.GLOBAL;
            case TAG -> ExternKind.TAG;
            case TYPE, ELEM, DATA -> null;
        };
    }

    private static Space space(String word) {
        return switch (word) {
            case "type" -> Space.TYPE;
            case "func" -> Space.FUNC;
            case "table" -> Space.TABLE;
            case "memory" -> Space.MEMORY;
            case "global" -> Space.GLOBAL;
            case "tag" -> Space.TAG;
            case "elem" -> Space.ELEM;
            case "data" -> Space.DATA;
            default -> null;
        };
    }

    /** Hands over the name of a {@code (@name "...")} before the current token, and tells whether there is one. */
    static boolean nameAnnotation(TokenCursor in, Consumer<String> use) {
        boolean first = true;
        for (var annotation = in.takeAnnotation(Annotation.NAME); annotation != null; annotation = in.takeAnnotation(Annotation.NAME)) {
            var content = TokenCursor.over(annotation.content());
            if (!first) {
                throw in.errorAt("@name annotation: multiple module, function or other names", annotation);
            }
            if (content.kind() != TokenKind.STRING) {
                throw in.errorAt("@name annotation: string expected, found " + content.shown(), annotation);
            }
            byte[] name = content.string();
            if (!Utf8.isValid(name)) {
                throw in.errorAt("@name annotation: malformed UTF-8 encoding", annotation);
            }
            if (content.kind() != TokenKind.END) {
                throw in.errorAt("@name annotation: unexpected token " + content.shown(), annotation);
            }
            use.accept(Strings.text(name));
            first = false;
        }
        return !first;
    }

    private void rejectMisplaced(int start) {
        List<Annotation> unused = in.unusedAnnotations(start, in.position());
        if (!unused.isEmpty()) {
            var annotation = unused.getFirst();
            throw in.errorAt(
                    annotation.name().equals(Annotation.BRANCH_HINT)
                            ? "@metadata.code.branch_hint annotation: not in a function, or not before an instruction"
                            : "misplaced @" + annotation.name() + " annotation",
                    annotation);
        }
    }

    private Module finish() {
        var b = new Module.Builder();
        byte[] bytes = code.toByteArray();
        fields.finish(b, bytes);
        b.recTypes.addAll(scope.recTypes);
        b.names = scope.names();
        var sections = new ArrayList<>(fields.branchHints());
        b.customSections.addAll(customs.sections(sections));
        return b.build();
    }
}
