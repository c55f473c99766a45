package dev.troupe.cli;

import java.util.ArrayList;
import java.util.List;

/** Rows of text in aligned columns, indented and two spaces apart. Not thread-safe. */
final class TextTable {
    private static final String INDENT = "  ";

    private final String alignment;
    private final List<String[]> rows = new ArrayList<>();

    /** @param alignment one letter a column, {@code l} or {@code r} */
    TextTable(String alignment) {
        this.alignment = alignment;
    }

    TextTable row(Object... cells) {
        var row = new String[alignment.length()];
        for (int i = 0; i < row.length; i++) {
            row[i] = i < cells.length ? String.valueOf(cells[i]) : "";
        }
        rows.add(row);
        return this;
    }

    /** A line below the rows so far. */
    TextTable rule() {
        rows.add(null);
        return this;
    }

    @Override
    public String toString() {
        var widths = new int[alignment.length()];
        for (var row : rows) {
            for (int i = 0; row != null && i < row.length; i++) {
                widths[i] = Math.max(widths[i], row[i].length());
            }
        }
        var text = new StringBuilder();
        for (var row : rows) {
            var line = new StringBuilder(INDENT);
            for (int i = 0; i < widths.length; i++) {
                var cell = row == null ? "-".repeat(widths[i]) : row[i];
                var padding = " ".repeat(widths[i] - cell.length());
                line.append(i == 0 ? "" : "  ").append(alignment.charAt(i) == 'r' ? padding + cell : cell + padding);
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }
}
