/* One pass over the text; at each opening delimiter, look for its end and render what is between. */
#include "markdown.h"

static size_t run_length(Text text, size_t at) {
    size_t end = at;
    while (end < text.length && text.at[end] == text.at[at]) {
        end++;
    }
    return end - at;
}

/* The position behind the code span that opens at `at`, or 0 if nothing closes it. */
static size_t code_span_end(Text text, size_t at) {
    size_t ticks = run_length(text, at);
    for (size_t i = at + ticks; i < text.length;) {
        if (text.at[i] != '`') {
            i++;
            continue;
        }
        size_t closing = run_length(text, i);
        i += closing;
        if (closing == ticks) {
            return i;
        }
    }
    return 0;
}

/* The position of the bracket that closes the one at `at`, or 0. */
static size_t closing(Text text, size_t at, char open, char close) {
    int depth = 0;
    for (size_t i = at; i < text.length; i++) {
        char c = text.at[i];
        if (c == '\\') {
            i++;
        } else if (c == '`' && open == '[') {
            size_t end = code_span_end(text, i);
            i = end ? end - 1 : i;
        } else if (c == open) {
            depth++;
        } else if (c == close && --depth == 0) {
            return i;
        }
    }
    return 0;
}

/* The position of the run of `count` delimiters that closes emphasis whose content starts at `from`, or 0. */
static size_t emphasis_end(Text text, size_t from, char mark, size_t count) {
    if (from >= text.length || is_space(text.at[from])) {
        return 0;
    }
    for (size_t i = from; i < text.length;) {
        char c = text.at[i];
        if (c == '\\') {
            i += 2;
        } else if (c == '`') {
            size_t end = code_span_end(text, i);
            i = end ? end : i + run_length(text, i);
        } else if (c == '[') {
            size_t end = closing(text, i, '[', ']');
            i = end ? end : i + 1;
        } else if (c == mark) {
            size_t run = run_length(text, i);
            bool closes = i > from && !is_space(text.at[i - 1]);
            if (mark == '_' && i + run < text.length && is_alnum(text.at[i + run])) {
                closes = false;
            }
            if (closes && (run == count || (run == 3 && count < 3))) {
                return run == 3 ? i + run - count : i;
            }
            if (!closes || run < count) {
                /* An inner emphasis, such as *a **b** c*: step over it as a whole. */
                size_t inner = closes ? 0 : emphasis_end(text, i + run, mark, run);
                i = inner ? inner + run : i + run;
            } else {
                i += run;
            }
        } else {
            i++;
        }
    }
    return 0;
}

static bool safe_link(Text target) {
    return !text_starts(target, "javascript:") && !text_starts(target, "data:") && !text_starts(target, "vbscript:");
}

/* Renders [label](target "title") or ![label](target "title") whose '[' is at `at`; gives the position behind it, or 0. */
static size_t link(Buffer *out, Text text, size_t at, bool image) {
    size_t label_end = closing(text, at, '[', ']');
    if (!label_end || label_end + 1 >= text.length || text.at[label_end + 1] != '(') {
        return 0;
    }
    size_t end = closing(text, label_end + 1, '(', ')');
    if (!end) {
        return 0;
    }
    Text label = text_slice(text, at + 1, label_end);
    Text inside = text_trim(text_slice(text, label_end + 2, end));
    size_t space = 0;
    while (space < inside.length && !is_space(inside.at[space])) {
        space++;
    }
    Text target = text_slice(inside, 0, space);
    Text title = text_trim(text_slice(inside, space, inside.length));
    if (target.length >= 2 && target.at[0] == '<' && target.at[target.length - 1] == '>') {
        target = text_slice(target, 1, target.length - 1);
    }
    if (!safe_link(target)) {
        target.length = 0;
    }
    put_string(out, image ? "<img src=\"" : "<a href=\"");
    put_escaped(out, target);
    if (image) {
        put_string(out, "\" alt=\"");
        put_escaped(out, label);
    }
    put_char(out, '"');
    if (title.length >= 2 && (title.at[0] == '"' || title.at[0] == '\'')) {
        put_string(out, " title=\"");
        put_escaped(out, text_slice(title, 1, title.length - 1));
        put_char(out, '"');
    }
    if (image) {
        put_string(out, " />");
    } else {
        put_char(out, '>');
        render_inline(out, label);
        put_string(out, "</a>");
    }
    return end + 1;
}

/* Renders <https://...> or <name@host>; gives the position behind it, or 0. */
static size_t autolink(Buffer *out, Text text, size_t at) {
    bool address = false;
    bool mail = false;
    size_t end = at + 1;
    for (; end < text.length && text.at[end] != '>'; end++) {
        if (is_space(text.at[end]) || text.at[end] == '<') {
            return 0;
        }
        address |= text.at[end] == ':';
        mail |= text.at[end] == '@';
    }
    Text target = text_slice(text, at + 1, end);
    if (end >= text.length || !(address || mail) || !is_alnum(text.at[at + 1]) || !safe_link(target)) {
        return 0;
    }
    put_string(out, address ? "<a href=\"" : "<a href=\"mailto:");
    put_escaped(out, target);
    put_string(out, "\">");
    put_escaped(out, target);
    put_string(out, "</a>");
    return end + 1;
}

/* Obeys and drops <!-- comment -->; gives the position behind it, or 0. */
static size_t comment(Text text, size_t at) {
    for (size_t i = at + 4; i + 2 < text.length; i++) {
        if (text_starts(text_slice(text, i, text.length), "-->")) {
            obey(text_trim(text_slice(text, at + 4, i)));
            return i + 3;
        }
    }
    return 0;
}

/* The length of an entity such as &amp; or &#x2014; at `at`, or 0. */
static size_t entity(Text text, size_t at) {
    size_t i = at + 1;
    if (i < text.length && text.at[i] == '#') {
        i++;
    }
    size_t start = i;
    while (i < text.length && i - start < 32 && is_alnum(text.at[i])) {
        i++;
    }
    return i > start && i < text.length && text.at[i] == ';' ? i + 1 - at : 0;
}

static void enclose(Buffer *out, const char *tag, Text content) {
    put_char(out, '<');
    put_string(out, tag);
    put_char(out, '>');
    render_inline(out, content);
    put_string(out, "</");
    put_string(out, tag);
    put_char(out, '>');
}

static void code_span(Buffer *out, Text text, size_t at, size_t end) {
    size_t ticks = run_length(text, at);
    Text code = text_slice(text, at + ticks, end - ticks);
    if (code.length > 2 && code.at[0] == ' ' && code.at[code.length - 1] == ' ') {
        code = text_slice(code, 1, code.length - 1);
    }
    put_string(out, "<code>");
    put_escaped(out, code);
    put_string(out, "</code>");
}

/* Renders emphasis that opens at `at`; gives the position behind it, or 0. */
static size_t emphasis(Buffer *out, Text text, size_t at) {
    char mark = text.at[at];
    size_t run = run_length(text, at);
    if (run > 3 || (mark == '~' && run != 2) || (mark == '_' && at > 0 && is_alnum(text.at[at - 1]))) {
        return 0;
    }
    size_t end = emphasis_end(text, at + run, mark, run);
    if (!end) {
        return 0;
    }
    Text content = text_slice(text, at + run, end);
    if (run == 3) {
        put_string(out, "<em>");
        enclose(out, "strong", content);
        put_string(out, "</em>");
    } else {
        enclose(out, mark == '~' ? "del" : run == 2 ? "strong" : "em", content);
    }
    return end + run;
}

void render_inline(Buffer *out, Text text) {
    for (size_t i = 0; i < text.length;) {
        char c = text.at[i];
        size_t end = 0;
        switch (c) {
            case '\\':
                if (i + 1 < text.length && is_punctuation(text.at[i + 1])) {
                    put_escaped(out, text_slice(text, i + 1, i + 2));
                    end = i + 2;
                } else if (i + 1 < text.length && text.at[i + 1] == '\n') {
                    put_string(out, "<br />\n");
                    end = i + 2;
                }
                break;
            case '`':
                end = code_span_end(text, i);
                if (end) {
                    code_span(out, text, i, end);
                }
                break;
            case '*':
            case '_':
            case '~':
                end = emphasis(out, text, i);
                break;
            case '[':
                end = link(out, text, i, false);
                break;
            case '!':
                if (i + 1 < text.length && text.at[i + 1] == '[') {
                    end = link(out, text, i + 1, true);
                }
                break;
            case '<':
                end = text_starts(text_slice(text, i, text.length), "<!--") ? comment(text, i) : autolink(out, text, i);
                break;
            case '&': {
                size_t length = entity(text, i);
                if (length) {
                    put(out, text.at + i, length);
                    end = i + length;
                }
                break;
            }
            case ' ': {
                size_t spaces = run_length(text, i);
                if (i + spaces < text.length && text.at[i + spaces] == '\n') {
                    put_string(out, spaces >= 2 ? "<br />\n" : "\n");
                    end = i + spaces + 1;
                }
                break;
            }
            default:
                break;
        }
        if (!end) {
            /* Delimiters that open nothing are text, as a whole run. */
            end = i + (c == '*' || c == '_' || c == '~' || c == '`' ? run_length(text, i) : 1);
            put_escaped(out, text_slice(text, i, end));
        }
        i = end;
    }
}
