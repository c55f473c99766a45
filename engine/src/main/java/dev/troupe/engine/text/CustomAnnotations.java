package dev.troupe.engine.text;

import dev.troupe.engine.module.CustomSection;
import dev.troupe.engine.module.MalformedModuleException;
import dev.troupe.engine.module.Slice;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The {@code (@custom "name" (before|after section)? "bytes"*)} annotations of a module (spec appendix, custom annotations). */
final class CustomAnnotations {
    /** The sections in the order of the binary format, by their words in the annotation, and their binary ids. */
    private static final List<String> WORDS = List.of(
            "type", "import", "func", "table", "memory", "tag", "global", "export", "start", "elem", "datacount", "code", "data");

    private static final int[] IDS = {1, 2, 3, 4, 5, 13, 6, 7, 8, 9, 12, 10, 11};

    /** @param rank twice the number of sections before it, one more if it was asked for before the next section */
    private record Placed(CustomSection section, int rank) {}

    private final TokenCursor in;
    private final List<Placed> placed = new ArrayList<>();

    CustomAnnotations(TokenCursor in) {
        this.in = in;
    }

    /** Takes the annotations before the current token. */
    void take() {
        for (var a = in.takeAnnotation(Annotation.CUSTOM); a != null; a = in.takeAnnotation(Annotation.CUSTOM)) {
            placed.add(parse(a));
        }
    }

    /** All sections in order, {@code beforeCode} just before the code section. */
    List<CustomSection> sections(List<CustomSection> beforeCode) {
        var all = new ArrayList<>(placed);
        beforeCode.forEach(section -> all.add(new Placed(section, rank("code", true))));
        all.sort(Comparator.comparingInt(Placed::rank));
        return all.stream().map(Placed::section).toList();
    }

    private Placed parse(Annotation annotation) {
        var content = TokenCursor.over(annotation.content());
        if (content.kind() != TokenKind.STRING) {
            throw error("missing section name", annotation);
        }
        byte[] name = content.string();
        if (!Utf8.isValid(name)) {
            throw error("malformed UTF-8 encoding", annotation);
        }
        int rank = content.kind() == TokenKind.OPEN ? placement(content, annotation) : rank("last", false);
        byte[] bytes = content.strings();
        if (content.kind() != TokenKind.END) {
            throw error("unexpected token " + content.shown(), annotation);
        }
        int sectionsBefore = rank / 2;
        int after = sectionsBefore == 0 ? 0 : IDS[sectionsBefore - 1];
        return new Placed(new CustomSection(Strings.text(name), Slice.of(bytes), after), rank);
    }

    private int placement(TokenCursor content, Annotation annotation) {
        content.open();
        boolean before = content.isKeyword("before");
        if (!before && !content.isKeyword("after")) {
            throw error("malformed placement", annotation);
        }
        content.advance();
        int rank = content.kind() == TokenKind.KEYWORD ? rank(content.text(), before) : -1;
        if (rank < 0) {
            throw error("malformed section kind " + content.shown(), annotation);
        }
        content.advance();
        content.close();
        return rank;
    }

    /** What the printer writes for a section that follows the section with a binary id, 0 for none. */
    static String placement(int after) {
        for (int i = 0; i < IDS.length; i++) {
            if (IDS[i] == after) {
                return "(after " + WORDS.get(i) + ")";
            }
        }
        return "(before first)";
    }

    private static int rank(String word, boolean before) {
        if (word.equals(before ? "first" : "last")) {
            return before ? 0 : 2 * IDS.length;
        }
        int index = WORDS.indexOf(word);
        if (index < 0) {
            return -1;
        }
        return before ? 2 * index + 1 : 2 * (index + 1);
    }

    private MalformedModuleException error(String reason, Annotation annotation) {
        return in.errorAt("@custom annotation: " + reason, annotation);
    }
}
