// Markdown to HTML: blocks line by line, inline marks character by character, references looked up in a hash table.
#include "kernel.h"

typedef struct { char *bytes; size_t size, room; } Buffer;
typedef struct { const char *from, *to; } Span;
typedef struct ref { struct ref *next; Span name, target; } Ref;

static Buffer out;
static Ref *refs[64];

static void put(const char *bytes, size_t n) {
    if (out.size + n > out.room) {
        out.room = out.room * 2 + n;
        out.bytes = realloc(out.bytes, out.room);
    }
    memcpy(out.bytes + out.size, bytes, n);
    out.size += n;
}

static void text(const char *s) { put(s, strlen(s)); }

static void escape(char c) {
    switch (c) {
        case '&': text("&amp;"); break;
        case '<': text("&lt;"); break;
        case '>': text("&gt;"); break;
        case '"': text("&quot;"); break;
        default: put(&c, 1); break;
    }
}

static uint32_t bucket(Span name) {
    uint32_t hash = 5381;
    for (const char *p = name.from; p < name.to; p++) hash = hash * 33 + (*p | 32);
    return hash % 64;
}

static Ref *lookup(Span name) {
    for (Ref *r = refs[bucket(name)]; r; r = r->next)
        if (r->name.to - r->name.from == name.to - name.from && !memcmp(r->name.from, name.from, name.to - name.from)) return r;
    return 0;
}

static const char *find(const char *from, const char *to, const char *what) {
    size_t n = strlen(what);
    for (const char *p = from; p + n <= to; p++)
        if (!memcmp(p, what, n)) return p;
    return 0;
}

static void inlines(Span s);

static const char *marked(const char *p, const char *to, const char *mark, const char *tag) {
    size_t n = strlen(mark);
    const char *close = find(p + n, to, mark);
    if (!close || close == p + n) return 0;
    text("<");
    text(tag);
    text(">");
    inlines((Span){p + n, close});
    text("</");
    text(tag);
    text(">");
    return close + n;
}

static const char *anchor(const char *p, const char *to) {
    const char *close = find(p, to, "]");
    if (!close) return 0;
    Span label = {p + 1, close}, target;
    const char *after = close + 1;
    if (after < to && *after == '(') {
        const char *paren = find(after, to, ")");
        if (!paren) return 0;
        target = (Span){after + 1, paren};
        after = paren + 1;
    } else {
        Ref *ref = lookup(label);
        if (!ref) return 0;
        target = ref->target;
    }
    text("<a href=\"");
    for (const char *q = target.from; q < target.to; q++) escape(*q);
    text("\">");
    inlines(label);
    text("</a>");
    return after;
}

static void inlines(Span s) {
    const char *p = s.from;
    while (p < s.to) {
        const char *next = 0;
        switch (*p) {
            case '\\': if (p + 1 < s.to) escape(p[1]), next = p + 2; break;
            case '`': {
                const char *close = find(p + 1, s.to, "`");
                if (close) {
                    text("<code>");
                    for (const char *q = p + 1; q < close; q++) escape(*q);
                    text("</code>");
                    next = close + 1;
                }
                break;
            }
            case '*': next = p + 1 < s.to && p[1] == '*' ? marked(p, s.to, "**", "strong") : marked(p, s.to, "*", "em"); break;
            case '_': next = marked(p, s.to, "_", "em"); break;
            case '~': if (p + 1 < s.to && p[1] == '~') next = marked(p, s.to, "~~", "del"); break;
            case '[': next = anchor(p, s.to); break;
            default: break;
        }
        if (next) p = next;
        else escape(*p++);
    }
}

static int indent(Span s) {
    int n = 0;
    while (s.from + n < s.to && s.from[n] == ' ') n++;
    return n;
}

// The length of a list item's mark, or 0.
static int bullet(Span s) {
    if (s.to - s.from > 2 && (*s.from == '-' || *s.from == '+') && s.from[1] == ' ') return 2;
    int n = 0;
    while (s.from + n < s.to && s.from[n] >= '0' && s.from[n] <= '9') n++;
    return n && s.to - s.from > n + 1 && s.from[n] == '.' && s.from[n + 1] == ' ' ? n + 2 : 0;
}

static void blocks(Span *lines, int count, int depth) {
    for (int i = 0; i < count;) {
        Span line = lines[i];
        int spaces = indent(line);
        line.from += spaces;
        if (line.from == line.to) {
            i++;
        } else if (*line.from == '#') {
            int level = 0;
            while (line.from < line.to && *line.from == '#' && level < 6) line.from++, level++;
            while (line.from < line.to && *line.from == ' ') line.from++;
            char tag[] = {'h', '0' + level, 0};
            text("<"), text(tag), text(">");
            inlines(line);
            text("</"), text(tag), text(">\n");
            i++;
        } else if (line.to - line.from >= 3 && !memcmp(line.from, "```", 3)) {
            text("<pre>");
            for (i++; i < count && !(lines[i].to - lines[i].from >= 3 && !memcmp(lines[i].from, "```", 3)); i++) {
                for (const char *p = lines[i].from; p < lines[i].to; p++) escape(*p);
                text("\n");
            }
            i++;
            text("</pre>\n");
        } else if (*line.from == '>' && depth < 8) {
            int from = i;
            for (; i < count && lines[i].from < lines[i].to && *lines[i].from == '>'; i++)
                lines[i].from += lines[i].to - lines[i].from > 1 && lines[i].from[1] == ' ' ? 2 : 1;
            text("<blockquote>\n");
            blocks(lines + from, i - from, depth + 1);
            text("</blockquote>\n");
        } else if (bullet(line) && depth < 8) {
            const char *tag = *line.from <= '9' && *line.from >= '0' ? "ol" : "ul";
            text("<"), text(tag), text(">\n");
            while (i < count && bullet((Span){lines[i].from + indent(lines[i]), lines[i].to}) && indent(lines[i]) == spaces) {
                int from = i++, mark = spaces + bullet((Span){lines[from].from + spaces, lines[from].to});
                lines[from].from += mark;
                for (; i < count && lines[i].from < lines[i].to && indent(lines[i]) > spaces; i++)
                    lines[i].from += indent(lines[i]) < mark ? indent(lines[i]) : mark;
                text("<li>");
                blocks(lines + from, i - from, depth + 1);
                text("</li>\n");
            }
            text("</"), text(tag), text(">\n");
        } else {
            text("<p>");
            for (int first = i; i < count && lines[i].from < lines[i].to && (i == first || (*lines[i].from != '#' && !bullet(lines[i]))); i++) {
                if (i > first) text("\n");
                inlines(lines[i]);
            }
            text("</p>\n");
        }
    }
}

static void convert(const char *from, const char *to) {
    Span *lines = malloc((to - from + 1) * sizeof *lines);
    int count = 0;
    memset(refs, 0, sizeof refs);
    for (const char *p = from; p < to;) {
        const char *stop = find(p, to, "\n");
        Span line = {p, stop ? stop : to}, name = {p + 1, find(p, stop ? stop : to, "]:")};
        p = line.to + 1;
        if (line.from < line.to && *line.from == '[' && name.to) {
            Ref *ref = malloc(sizeof *ref);
            *ref = (Ref){refs[bucket(name)], name, {name.to + 3, line.to}};
            refs[bucket(name)] = ref;
        } else {
            lines[count++] = line;
        }
    }
    blocks(lines, count, 0);
    for (int i = 0; i < 64; i++)
        for (Ref *r = refs[i], *next; r; r = next) {
            next = r->next;
            free(r);
        }
    free(lines);
}

int main(void) {
    static const char *pieces[] = {
        "# A *heading* with `code`\n\n", "A paragraph of plain words that goes on for a while,\nover two lines & with <angles>.\n\n",
        "Some **strong words with _emphasis_ inside**, ~~gone~~ and a [link](https://example.org/?a=1&b=2).\n\n",
        "- one\n- two **bold**\n  - nested [ref]\n  - again\n- three\n\n", "1. first\n2. second `x < y`\n10. tenth\n\n",
        "> quoted *text*\n> > deeper\n> back\n\n", "```\nint main(void) { return 1 < 2 && \"x\"; }\n```\n\n", "[ref]: https://example.com/target\n",
        "Unclosed **strong and *em and [brackets and \\*escaped\\* stars_\n\n", "### Sub _heading_ [other]\n\n", "[other]: /elsewhere \n",
    };
    size_t size = 0;
    static char document[200000];
    while (size < sizeof document - 200) {
        const char *piece = pieces[next_random() % 11];
        memcpy(document + size, piece, strlen(piece));
        size += strlen(piece);
    }
    for (int i = 0; i < 20; i++) {
        out.size = 0;
        convert(document, document + size);
    }
    report64("markdown bytes", out.size);
    report64("markdown", fnv(FNV, out.bytes, out.size));
    return 0;
}
