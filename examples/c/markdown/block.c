/* Blocks, from lines. A container (quote, list item) strips its marks into a text of its own and starts over with that. */
#include "markdown.h"

/* ---- lines ---- */

static size_t line_end(Text text, size_t at) {
    while (at < text.length && text.at[at] != '\n') {
        at++;
    }
    return at;
}

static Text line_at(Text text, size_t at) {
    return text_slice(text, at, line_end(text, at));
}

static size_t next_line(Text text, size_t at) {
    size_t end = line_end(text, at);
    return end < text.length ? end + 1 : end;
}

static size_t indent(Text line) {
    size_t i = 0;
    while (i < line.length && line.at[i] == ' ') {
        i++;
    }
    return i;
}

static bool blank(Text line) {
    return text_trim(line).length == 0;
}

static Text unindent(Text line, size_t columns) {
    size_t have = indent(line);
    return text_slice(line, have < columns ? have : columns, line.length);
}

/* ---- what a line is ---- */

/* The level of an ATX heading, or 0. */
static unsigned heading(Text line) {
    Text text = unindent(line, 3);
    unsigned level = 0;
    while (level < text.length && text.at[level] == '#') {
        level++;
    }
    return level <= 6 && (level == text.length || is_space(text.at[level])) ? level : 0;
}

static bool thematic_break(Text line) {
    if (indent(line) > 3) {
        return false;
    }
    Text text = text_trim(line);
    size_t marks = 0;
    for (size_t i = 0; i < text.length; i++) {
        if (text.at[i] == text.at[0]) {
            marks++;
        } else if (!is_space(text.at[i])) {
            return false;
        }
    }
    return marks >= 3 && (text.at[0] == '*' || text.at[0] == '-' || text.at[0] == '_');
}

/* The length of a code fence, or 0. */
static size_t fence(Text line) {
    Text text = unindent(line, 3);
    size_t i = 0;
    while (i < text.length && text.at[i] == text.at[0] && (text.at[0] == '`' || text.at[0] == '~')) {
        i++;
    }
    return i >= 3 ? i : 0;
}

/* The level of the heading that this line, under a paragraph, makes of it, or 0. */
static unsigned underline(Text line) {
    Text text = text_trim(line);
    if (indent(line) > 3 || text.length == 0 || (text.at[0] != '=' && text.at[0] != '-')) {
        return 0;
    }
    for (size_t i = 0; i < text.length; i++) {
        if (text.at[i] != text.at[0]) {
            return 0;
        }
    }
    return text.at[0] == '=' ? 1 : 2;
}

static bool quote(Text line) {
    Text text = unindent(line, 3);
    return text.length && text.at[0] == '>';
}

typedef struct {
    char kind; /* the bullet, or the character behind the number; 0 if the line is no list item */
    unsigned start;
    size_t content; /* the column where the item's content starts */
} Item;

static Item item(Text line) {
    Item none = {0};
    size_t i = indent(line);
    if (i > 3 || i >= line.length || thematic_break(line)) {
        return none;
    }
    Item result = {0};
    if (is_digit(line.at[i])) {
        size_t first = i;
        for (; i < line.length && i - first < 9 && is_digit(line.at[i]); i++) {
            result.start = result.start * 10 + (unsigned)(line.at[i] - '0');
        }
        if (i >= line.length || (line.at[i] != '.' && line.at[i] != ')')) {
            return none;
        }
    } else if (line.at[i] != '-' && line.at[i] != '*' && line.at[i] != '+') {
        return none;
    }
    result.kind = line.at[i++];
    if (i < line.length && line.at[i] != ' ') {
        return none;
    }
    size_t spaces = indent(text_slice(line, i, line.length));
    result.content = i + (spaces >= 1 && spaces <= 4 && i + spaces < line.length ? spaces : 1);
    return result;
}

/* ---- tables ---- */

/* Cuts the cell that starts at `at` out of a row; gives the position of the next one. */
static size_t cell(Text row, size_t at, Text *content) {
    size_t end = at;
    while (end < row.length && row.at[end] != '|') {
        end += row.at[end] == '\\' && end + 1 < row.length ? 2 : 1;
    }
    *content = text_trim(text_slice(row, at, end));
    return end + 1;
}

static Text row_of(Text line) {
    Text row = text_trim(line);
    if (row.length && row.at[0] == '|') {
        row = text_slice(row, 1, row.length);
    }
    if (row.length && row.at[row.length - 1] == '|' && (row.length < 2 || row.at[row.length - 2] != '\\')) {
        row.length--;
    }
    return row;
}

/* The number of columns that a delimiter row such as |---|:-:| declares, or 0. */
static size_t delimiter_row(Text line) {
    Text row = row_of(line);
    size_t columns = 0;
    bool bar = false;
    for (size_t i = 0; i < line.length; i++) {
        bar |= line.at[i] == '|';
    }
    for (size_t at = 0; at < row.length; columns++) {
        Text content;
        at = cell(row, at, &content);
        size_t dashes = 0;
        for (size_t i = 0; i < content.length; i++) {
            bool colon = content.at[i] == ':' && (i == 0 || i == content.length - 1);
            if (content.at[i] == '-') {
                dashes++;
            } else if (!colon) {
                return 0;
            }
        }
        if (!dashes) {
            return 0;
        }
    }
    return bar ? columns : 0;
}

static size_t columns_of(Text line) {
    Text row = row_of(line);
    size_t columns = 0;
    Text content;
    for (size_t at = 0; at < row.length; columns++) {
        at = cell(row, at, &content);
    }
    return columns;
}

static void table_row(Buffer *out, Text line, Text delimiters, size_t columns, const char *tag) {
    Text row = row_of(line);
    Text marks = row_of(delimiters);
    size_t at = 0;
    size_t mark = 0;
    put_string(out, "<tr>\n");
    for (size_t i = 0; i < columns; i++) {
        Text content = {row.at, 0};
        Text align;
        if (at < row.length) {
            at = cell(row, at, &content);
        }
        mark = cell(marks, mark, &align);
        bool left = align.at[0] == ':';
        bool right = align.at[align.length - 1] == ':';
        put_char(out, '<');
        put_string(out, tag);
        put_string(out, left && right ? " align=\"center\">" : right ? " align=\"right\">" : left ? " align=\"left\">" : ">");
        render_inline(out, content);
        put_string(out, "</");
        put_string(out, tag);
        put_string(out, ">\n");
    }
    put_string(out, "</tr>\n");
}

static size_t table(Buffer *out, Text text, size_t at) {
    size_t delimiters = next_line(text, at);
    size_t columns = delimiter_row(line_at(text, delimiters));
    put_string(out, "<table>\n<thead>\n");
    table_row(out, line_at(text, at), line_at(text, delimiters), columns, "th");
    put_string(out, "</thead>\n");
    size_t row = next_line(text, delimiters);
    bool body = false;
    for (; row < text.length && !blank(line_at(text, row)); row = next_line(text, row)) {
        if (!body) {
            put_string(out, "<tbody>\n");
            body = true;
        }
        table_row(out, line_at(text, row), line_at(text, delimiters), columns, "td");
    }
    put_string(out, body ? "</tbody>\n</table>\n" : "</table>\n");
    return row;
}

static bool table_starts(Text text, size_t at) {
    size_t delimiters = next_line(text, at);
    if (delimiters >= text.length) {
        return false;
    }
    size_t columns = delimiter_row(line_at(text, delimiters));
    return columns && columns == columns_of(line_at(text, at));
}

/* ---- blocks; each renders one that starts at `at` and gives the position of the line behind it ---- */

static size_t atx_heading(Buffer *out, Text text, size_t at) {
    Text line = line_at(text, at);
    unsigned level = heading(line);
    Text title = text_trim(line);
    title = text_trim(text_slice(title, level, title.length));
    size_t end = title.length;
    while (end && title.at[end - 1] == '#') {
        end--;
    }
    if (end == 0 || is_space(title.at[end - 1])) {
        title = text_trim(text_slice(title, 0, end));
    }
    put_string(out, "<h");
    put_number(out, level);
    put_char(out, '>');
    render_inline(out, title);
    put_string(out, "</h");
    put_number(out, level);
    put_string(out, ">\n");
    return next_line(text, at);
}

static size_t fenced_code(Buffer *out, Text text, size_t at) {
    Text line = line_at(text, at);
    size_t columns = indent(line);
    size_t length = fence(line);
    char mark = line.at[columns];
    Text language = text_trim(text_slice(line, columns + length, line.length));
    for (size_t i = 0; i < language.length; i++) {
        if (is_space(language.at[i])) {
            language.length = i;
        }
    }
    put_string(out, "<pre><code");
    if (language.length) {
        put_string(out, " class=\"language-");
        put_escaped(out, language);
        put_char(out, '"');
    }
    put_char(out, '>');
    for (at = next_line(text, at); at < text.length; at = next_line(text, at)) {
        line = line_at(text, at);
        size_t marks = fence(line);
        Text trimmed = text_trim(line);
        if (marks >= length && trimmed.at[0] == mark && trimmed.length == marks) {
            at = next_line(text, at);
            break;
        }
        put_escaped(out, unindent(line, columns));
        put_char(out, '\n');
    }
    put_string(out, "</code></pre>\n");
    return at;
}

static size_t indented_code(Buffer *out, Text text, size_t at) {
    put_string(out, "<pre><code>");
    size_t blanks = 0;
    for (; at < text.length; at = next_line(text, at)) {
        Text line = line_at(text, at);
        if (blank(line)) {
            blanks++;
            continue;
        }
        if (indent(line) < 4) {
            break;
        }
        for (; blanks; blanks--) {
            put_char(out, '\n');
        }
        put_escaped(out, unindent(line, 4));
        put_char(out, '\n');
    }
    put_string(out, "</code></pre>\n");
    return at;
}

static bool starts_block(Text line) {
    return blank(line) || heading(line) || thematic_break(line) || fence(line) || quote(line) || item(line).kind;
}

static size_t block_quote(Buffer *out, Text text, size_t at) {
    Buffer inner = {0};
    for (; at < text.length; at = next_line(text, at)) {
        Text line = line_at(text, at);
        if (quote(line)) {
            line = unindent(line, 3);
            line = unindent(text_slice(line, 1, line.length), 1);
        } else if (starts_block(line)) {
            break;
        }
        put(&inner, line.at, line.length);
        put_char(&inner, '\n');
    }
    put_string(out, "<blockquote>\n");
    render_blocks(out, (Text){inner.at, inner.length}, false);
    put_string(out, "</blockquote>\n");
    buffer_free(&inner);
    return at;
}

/* Collects the item at `at` without its indentation; `loose` is set if a blank line stands between its blocks. */
static size_t list_item(Buffer *inner, Text text, size_t at, bool *loose) {
    size_t columns = item(line_at(text, at)).content;
    bool first = true;
    bool blank_before = false;
    for (; at < text.length; at = next_line(text, at)) {
        Text line = line_at(text, at);
        if (blank(line)) {
            blank_before = true;
            put_char(inner, '\n');
            first = false;
            continue;
        }
        if (!first && indent(line) < columns && (blank_before || starts_block(line))) {
            break;
        }
        if (blank_before && !first) {
            *loose = true;
        }
        Text content = first ? text_slice(line, columns < line.length ? columns : line.length, line.length) : unindent(line, columns);
        put(inner, content.at, content.length);
        put_char(inner, '\n');
        first = false;
        blank_before = false;
    }
    return at;
}

/* Whether blank lines separate the items or their blocks. */
static bool loose_list(Text text, size_t at, char kind) {
    bool loose = false;
    Buffer ignored = {0};
    while (at < text.length && item(line_at(text, at)).kind == kind && !loose) {
        ignored.length = 0;
        at = list_item(&ignored, text, at, &loose);
        bool blank_end = ignored.length >= 2 && ignored.at[ignored.length - 1] == '\n' && ignored.at[ignored.length - 2] == '\n';
        loose |= blank_end && at < text.length && item(line_at(text, at)).kind == kind;
    }
    buffer_free(&ignored);
    return loose;
}

static size_t list(Buffer *out, Text text, size_t at) {
    Item first = item(line_at(text, at));
    bool ordered = first.kind == '.' || first.kind == ')';
    bool tight = !loose_list(text, at, first.kind);
    put_string(out, ordered ? "<ol" : "<ul");
    if (ordered && first.start != 1) {
        put_string(out, " start=\"");
        put_number(out, first.start);
        put_char(out, '"');
    }
    put_string(out, ">\n");
    while (at < text.length && item(line_at(text, at)).kind == first.kind) {
        Buffer inner = {0};
        bool ignored = false;
        at = list_item(&inner, text, at, &ignored);
        put_string(out, tight ? "<li>" : "<li>\n");
        render_blocks(out, (Text){inner.at, inner.length}, tight);
        put_string(out, "</li>\n");
        buffer_free(&inner);
    }
    put_string(out, ordered ? "</ol>\n" : "</ul>\n");
    return at;
}

static size_t paragraph(Buffer *out, Text text, size_t at, bool tight) {
    size_t start = at;
    unsigned level = 0;
    Buffer content = {0};
    for (; at < text.length; at = next_line(text, at)) {
        Text line = line_at(text, at);
        if (at > start && (level = underline(line))) {
            at = next_line(text, at);
            break;
        }
        if (at > start && starts_block(line) && !(item(line).kind && item(line).start > 1)) {
            break;
        }
        line = unindent(line, line.length);
        put(&content, line.at, line.length);
        put_char(&content, '\n');
    }
    Text trimmed = text_trim((Text){content.at, content.length});
    size_t before = out->length;
    if (level) {
        put_string(out, level == 1 ? "<h1>" : "<h2>");
    } else if (!tight) {
        put_string(out, "<p>");
    }
    size_t opened = out->length;
    render_inline(out, trimmed);
    if (out->length == opened) {
        out->length = before; /* nothing but a comment */
    } else if (level) {
        put_string(out, level == 1 ? "</h1>\n" : "</h2>\n");
    } else if (!tight) {
        put_string(out, "</p>\n");
    } else if (!blank(text_slice(text, at, text.length))) {
        put_char(out, '\n');
    }
    buffer_free(&content);
    return at;
}

void render_blocks(Buffer *out, Text text, bool tight) {
    for (size_t at = 0; at < text.length;) {
        Text line = line_at(text, at);
        if (blank(line)) {
            at = next_line(text, at);
        } else if (indent(line) >= 4) {
            at = indented_code(out, text, at);
        } else if (heading(line)) {
            at = atx_heading(out, text, at);
        } else if (fence(line)) {
            at = fenced_code(out, text, at);
        } else if (quote(line)) {
            at = block_quote(out, text, at);
        } else if (thematic_break(line)) {
            put_string(out, "<hr />\n");
            at = next_line(text, at);
        } else if (item(line).kind) {
            at = list(out, text, at);
        } else if (table_starts(text, at)) {
            at = table(out, text, at);
        } else {
            at = paragraph(out, text, at, tight);
        }
    }
}
