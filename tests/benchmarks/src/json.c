// A JSON reader to a tree of allocated nodes, queries, and a writer.
#include "kernel.h"

typedef enum { NUL, TRUE, FALSE, NUMBER, STRING, ARRAY, OBJECT } Kind;
typedef struct value {
    Kind kind;
    struct value *next, *children, *last;
    char *key, *text;
    double number;
} Value;

typedef struct { char *bytes; size_t size, room; } Buffer;

static void put(Buffer *b, const char *bytes, size_t n) {
    if (b->size + n > b->room) {
        b->room = b->room * 2 + n;
        b->bytes = realloc(b->bytes, b->room);
    }
    memcpy(b->bytes + b->size, bytes, n);
    b->size += n;
}

static void put_text(Buffer *b, const char *s) { put(b, s, strlen(s)); }
static void put_char(Buffer *b, char c) { put(b, &c, 1); }

static void put_int(Buffer *b, int64_t n) {
    char digits[24];
    int at = 24;
    uint64_t u = n < 0 ? -(uint64_t)n : (uint64_t)n;
    do digits[--at] = '0' + u % 10; while (u /= 10);
    if (n < 0) digits[--at] = '-';
    put(b, digits + at, 24 - at);
}

// ---- reading

static const char *in, *end;
static int bad;

static void space(void) {
    while (in < end && (*in == ' ' || *in == '\n' || *in == '\r' || *in == '\t')) in++;
}

static int hex(char c) { return c <= '9' ? c - '0' : (c | 32) - 'a' + 10; }

static char *string(void) {
    const char *from = ++in;
    while (in < end && *in != '"') in += *in == '\\' ? 2 : 1;
    char *text = malloc(in - from + 1), *to = text;
    for (const char *p = from; p < in; p++) {
        if (*p != '\\') {
            *to++ = *p;
            continue;
        }
        switch (*++p) {
            case 'n': *to++ = '\n'; break;
            case 't': *to++ = '\t'; break;
            case 'r': *to++ = '\r'; break;
            case 'b': *to++ = '\b'; break;
            case 'f': *to++ = '\f'; break;
            case 'u': {
                uint32_t c = hex(p[1]) << 12 | hex(p[2]) << 8 | hex(p[3]) << 4 | hex(p[4]);
                p += 4;
                if (c < 0x80) *to++ = c;
                else if (c < 0x800) *to++ = 0xc0 | c >> 6, *to++ = 0x80 | (c & 63);
                else *to++ = 0xe0 | c >> 12, *to++ = 0x80 | (c >> 6 & 63), *to++ = 0x80 | (c & 63);
                break;
            }
            default: *to++ = *p; break;
        }
    }
    *to = 0;
    in++;
    return text;
}

static double number(void) {
    static const double powers[] = {1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18};
    int negative = *in == '-', scale = 0, exponent = 0, negative_exponent = 0;
    uint64_t digits = 0;
    in += negative;
    while (in < end && *in >= '0' && *in <= '9') digits = digits * 10 + (*in++ - '0');
    if (in < end && *in == '.')
        for (in++; in < end && *in >= '0' && *in <= '9'; scale--) digits = digits * 10 + (*in++ - '0');
    if (in < end && (*in | 32) == 'e') {
        in++;
        negative_exponent = *in == '-';
        in += *in == '-' || *in == '+';
        while (in < end && *in >= '0' && *in <= '9') exponent = exponent * 10 + (*in++ - '0');
    }
    scale += negative_exponent ? -exponent : exponent;
    double value = digits;
    value = scale < 0 ? value / powers[-scale > 18 ? 18 : -scale] : value * powers[scale > 18 ? 18 : scale];
    return negative ? -value : value;
}

static int word(const char *text, size_t n) {
    if ((size_t)(end - in) >= n && !memcmp(in, text, n)) {
        in += n;
        return 1;
    }
    bad = 1;
    in = end;
    return 0;
}

static Value *value(void) {
    Value *v = calloc(1, sizeof *v);
    space();
    switch (in < end ? *in : 0) {
        case '{':
        case '[':
            v->kind = *in == '{' ? OBJECT : ARRAY;
            in++;
            space();
            while (in < end && *in != '}' && *in != ']') {
                char *key = 0;
                if (v->kind == OBJECT) {
                    space();
                    key = string();
                    space();
                    bad |= *in++ != ':';
                }
                Value *child = value();
                child->key = key;
                if (v->last) v->last->next = child;
                else v->children = child;
                v->last = child;
                space();
                if (in < end && *in == ',') {
                    in++;
                    space();
                }
            }
            in++;
            break;
        case '"': v->kind = STRING; v->text = string(); break;
        case 't': word("true", 4); v->kind = TRUE; break;
        case 'f': word("false", 5); v->kind = FALSE; break;
        case 'n': word("null", 4); v->kind = NUL; break;
        default: v->kind = NUMBER; v->number = number(); break;
    }
    return v;
}

static void destroy(Value *v) {
    for (Value *child = v->children, *next; child; child = next) {
        next = child->next;
        destroy(child);
    }
    free(v->key);
    free(v->text);
    free(v);
}

// ---- writing

static void write_string(Buffer *b, const char *s) {
    put_char(b, '"');
    for (; *s; s++) {
        switch (*s) {
            case '"': put(b, "\\\"", 2); break;
            case '\\': put(b, "\\\\", 2); break;
            case '\n': put(b, "\\n", 2); break;
            case '\t': put(b, "\\t", 2); break;
            default: put_char(b, *s); break;
        }
    }
    put_char(b, '"');
}

static void write_value(Buffer *b, const Value *v) {
    switch (v->kind) {
        case NUL: put(b, "null", 4); break;
        case TRUE: put(b, "true", 4); break;
        case FALSE: put(b, "false", 5); break;
        case STRING: write_string(b, v->text); break;
        case NUMBER:
            put_int(b, (int64_t)v->number);
            if (v->number != (int64_t)v->number) {
                put_char(b, '~');
                put_int(b, (int64_t)(v->number * 65536) & 65535);
            }
            break;
        case ARRAY:
        case OBJECT:
            put_char(b, v->kind == ARRAY ? '[' : '{');
            for (const Value *child = v->children; child; child = child->next) {
                if (child != v->children) put_char(b, ',');
                if (child->key) {
                    write_string(b, child->key);
                    put_char(b, ':');
                }
                write_value(b, child);
            }
            put_char(b, v->kind == ARRAY ? ']' : '}');
            break;
    }
}

static double sum_of(const Value *v, const char *key) {
    double sum = v->kind == NUMBER && v->key && !strcmp(v->key, key) ? v->number : 0;
    for (const Value *child = v->children; child; child = child->next) sum += sum_of(child, key);
    return sum;
}

static void make_document(Buffer *b) {
    static const char *names[] = {"\"Ada\"", "\"Grace \\\"Amazing\\\" Hopper\"", "\"\\u00c5ngstr\\u00f6m\"", "\"line\\nbreak\\tand tab\"", "\"\""};
    put_text(b, "{\n  \"people\": [");
    for (int i = 0; i < 2000; i++) {
        if (i) put_text(b, ", ");
        put_text(b, "\n    {\"id\": ");
        put_int(b, i);
        put_text(b, ", \"name\": ");
        const char *name = names[next_random() % 5];
        put_text(b, name);
        put_text(b, ", \"score\": ");
        put_int(b, (int)(next_random() % 100000) - 50000);
        put_char(b, '.');
        put_int(b, next_random() % 1000);
        if (next_random() % 3 == 0) put_text(b, "e-2");
        put_text(b, ", \"tags\": [true, false, null, [[], {}]], \"nested\": {\"deep\": {\"score\": ");
        put_int(b, next_random());
        put_text(b, "}}}");
    }
    put_text(b, "\n  ]\n}");
}

int main(void) {
    Buffer document = {0}, out = {0};
    make_document(&document);
    uint64_t hash = FNV;
    double sum = 0;
    for (int i = 0; i < 12; i++) {
        in = document.bytes;
        end = in + document.size;
        Value *root = value();
        if (bad || in != end) return 1;
        sum += sum_of(root, "score");
        out.size = 0;
        write_value(&out, root);
        destroy(root);
    }
    hash = fnv(hash, out.bytes, out.size);
    report64("json bytes", out.size);
    report64("json", hash);
    memcpy(&hash, &sum, 8);
    report64("json sum", hash);
    return 0;
}
