// Regular expressions: a parser to a small program, Pike's parallel matcher with captures, and a backtracking matcher that remembers.
#include "kernel.h"

enum { CHAR, ANY, CLASS, SPLIT, JUMP, SAVE, BEGIN_LINE, END_LINE, MATCH, MAX_CODE = 512, SLOTS = 8, TEXT = 60000 };
typedef struct { uint8_t op, c; int16_t x, y; } Inst;
typedef struct { uint8_t bits[32]; } Set;

static Inst code[MAX_CODE];
static Set sets[32];
static int size, set_count, groups;
static const char *pattern;

static int emit(int op, int c, int x, int y) {
    code[size] = (Inst){op, c, x, y};
    return size++;
}

// Makes room for an instruction before the piece that starts there.
static void insert(int at, Inst inst) {
    memmove(code + at + 1, code + at, (size - at) * sizeof *code);
    size++;
    for (int i = at + 1; i < size; i++)
        if (code[i].op == SPLIT || code[i].op == JUMP) {
            if (code[i].x >= at) code[i].x++;
            if (code[i].op == SPLIT && code[i].y >= at) code[i].y++;
        }
    code[at] = inst;
}

static void alternatives(void);

static void add_range(Set *set, int from, int to) {
    for (int c = from; c <= to; c++) set->bits[c >> 3] |= 1 << (c & 7);
}

static int add_escape(Set *set, int c) {
    switch (c) {
        case 'd': add_range(set, '0', '9'); return 1;
        case 'w': add_range(set, '0', '9'); add_range(set, 'a', 'z'); add_range(set, 'A', 'Z'); add_range(set, '_', '_'); return 1;
        case 's': add_range(set, ' ', ' '); add_range(set, '\t', '\r'); return 1;
        default: return 0;
    }
}

static void char_class(void) {
    Set *set = &sets[set_count];
    memset(set, 0, sizeof *set);
    int negated = *pattern == '^';
    pattern += negated;
    while (*pattern != ']') {
        int c = *pattern++;
        if (c == '\\') {
            c = *pattern++;
            if (add_escape(set, c)) continue;
        }
        int to = c;
        if (*pattern == '-' && pattern[1] != ']') to = pattern[1], pattern += 2;
        add_range(set, c, to);
    }
    pattern++;
    if (negated)
        for (int i = 0; i < 32; i++) set->bits[i] ^= 0xff;
    emit(CLASS, set_count++, 0, 0);
}

static void atom(void) {
    int c = *pattern++;
    if (c == '(') {
        int group = ++groups;
        emit(SAVE, 2 * group, 0, 0);
        alternatives();
        pattern++;
        emit(SAVE, 2 * group + 1, 0, 0);
    } else if (c == '[') {
        char_class();
    } else if (c == '.') {
        emit(ANY, 0, 0, 0);
    } else if (c == '^') {
        emit(BEGIN_LINE, 0, 0, 0);
    } else if (c == '$') {
        emit(END_LINE, 0, 0, 0);
    } else if (c == '\\') {
        c = *pattern++;
        memset(&sets[set_count], 0, sizeof(Set));
        if (add_escape(&sets[set_count], c)) emit(CLASS, set_count++, 0, 0);
        else emit(CHAR, c, 0, 0);
    } else {
        emit(CHAR, c, 0, 0);
    }
}

static void sequence(void) {
    while (*pattern && *pattern != '|' && *pattern != ')') {
        int start = size;
        atom();
        switch (*pattern) {
            case '*':
                insert(start, (Inst){SPLIT, 0, start + 1, 0});
                emit(JUMP, 0, start, 0);
                code[start].y = size;
                pattern++;
                break;
            case '+': emit(SPLIT, 0, start, size + 1); pattern++; break;
            case '?': insert(start, (Inst){SPLIT, 0, start + 1, 0}); code[start].y = size; pattern++; break;
            default: break;
        }
    }
}

static void alternatives(void) {
    int start = size;
    sequence();
    if (*pattern == '|') {
        pattern++;
        insert(start, (Inst){SPLIT, 0, start + 1, 0});
        int jump = emit(JUMP, 0, 0, 0);
        code[start].y = size;
        alternatives();
        code[jump].x = size;
    }
}

static void compile(const char *text) {
    pattern = text;
    size = set_count = groups = 0;
    emit(SAVE, 0, 0, 0);
    alternatives();
    emit(SAVE, 1, 0, 0);
    emit(MATCH, 0, 0, 0);
}

static int accepts(const Inst *inst, const char *text, int at, int length) {
    if (at >= length) return 0;
    uint8_t c = text[at];
    return inst->op == CHAR ? inst->c == c : inst->op == ANY ? c != '\n' : sets[inst->c].bits[c >> 3] >> (c & 7) & 1;
}

typedef struct { int pc, slots[SLOTS]; } Thread;
typedef struct { int count, sparse[MAX_CODE]; Thread dense[MAX_CODE]; } List;
static List lists[2];

static void follow(List *list, int pc, const int *slots, const char *text, int at, int length) {
    int known = list->sparse[pc];
    if (known < list->count && list->dense[known].pc == pc) return;
    Thread *thread = &list->dense[list->sparse[pc] = list->count++];
    thread->pc = pc;
    const Inst *inst = &code[pc];
    switch (inst->op) {
        case JUMP: follow(list, inst->x, slots, text, at, length); break;
        case SPLIT: follow(list, inst->x, slots, text, at, length); follow(list, inst->y, slots, text, at, length); break;
        case SAVE: {
            int saved[SLOTS];
            memcpy(saved, slots, sizeof saved);
            if (inst->c < SLOTS) saved[inst->c] = at;
            follow(list, pc + 1, saved, text, at, length);
            break;
        }
        case BEGIN_LINE: if (at == 0 || text[at - 1] == '\n') follow(list, pc + 1, slots, text, at, length); break;
        case END_LINE: if (at == length || text[at] == '\n') follow(list, pc + 1, slots, text, at, length); break;
        default: memcpy(thread->slots, slots, sizeof thread->slots); break;
    }
}

// Leftmost match from there on, all threads at once; its captures.
static NOINLINE int pike(const char *text, int from, int length, int *found) {
    int matched = 0, none[SLOTS];
    memset(none, -1, sizeof none);
    List *now = &lists[0], *next = &lists[1];
    now->count = 0;
    for (int at = from; at <= length; at++) {
        if (!matched) follow(now, 0, none, text, at, length);
        if (!now->count) break;
        next->count = 0;
        for (int i = 0; i < now->count; i++) {
            Thread *thread = &now->dense[i];
            Inst *inst = &code[thread->pc];
            if (inst->op == MATCH) {
                memcpy(found, thread->slots, sizeof thread->slots);
                matched = 1;
                break;
            }
            if (inst->op <= CLASS && accepts(inst, text, at, length)) follow(next, thread->pc + 1, thread->slots, text, at + 1, length);
        }
        List *swap = now;
        now = next;
        next = swap;
    }
    return matched;
}

static uint32_t visited[MAX_CODE * 256 / 32];

// Whether it matches here; where it ends. Places already tried are not tried again.
static int backtrack(int pc, const char *text, int at, int length, int start) {
    for (;;) {
        int bit = pc * 256 + (at - start);
        if (at - start > 255 || visited[bit >> 5] >> (bit & 31) & 1) return -1;
        visited[bit >> 5] |= 1u << (bit & 31);
        const Inst *inst = &code[pc];
        switch (inst->op) {
            case MATCH: return at;
            case JUMP: pc = inst->x; break;
            case SAVE: pc++; break;
            case SPLIT: {
                int end = backtrack(inst->x, text, at, length, start);
                if (end >= 0) return end;
                pc = inst->y;
                break;
            }
            case BEGIN_LINE: if (at && text[at - 1] != '\n') return -1; pc++; break;
            case END_LINE: if (at < length && text[at] != '\n') return -1; pc++; break;
            default: if (!accepts(inst, text, at, length)) return -1; at++; pc++; break;
        }
    }
}

static const char *const PATTERNS[] = {
    "(\\w+)@(\\w+)\\.(com|org|net)", "(a|b)*abb", "^[A-Z][a-z]+ ([0-9]+)-([0-9]+)", "(fo|foo|foob)(bar|ar|r)+", "[^aeiou ]+ing", "x*y*z*q",
    "(\\d+)\\s(\\w+)$",
};

static char text[TEXT];

static void make_text(void) {
    static const char *words[] = {"running", "abb", "ababb", "foobar", "John 12-345", "user@example.com", "nothing", "xxyyzz", "42 end", "mail@",
        "fooobar", "www.example.org", "singing", "xyzq"};
    int at = 0;
    while (at < TEXT) {
        for (const char *w = words[next_random() % 14]; *w && at < TEXT; w++) text[at++] = *w;
        if (at < TEXT) text[at++] = next_random() % 7 ? ' ' : '\n';
    }
}

int main(void) {
    make_text();
    for (unsigned p = 0; p < sizeof PATTERNS / sizeof *PATTERNS; p++) {
        compile(PATTERNS[p]);
        uint64_t hash = FNV, count = 0, ends = 0;
        int found[SLOTS];
        for (int at = 0; at < TEXT && pike(text, at, TEXT, found); count++) {
            hash = fnv(hash, found, sizeof found);
            at = found[1] > found[0] ? found[1] : found[1] + 1;
        }
        for (int at = 0; at < TEXT; at++) {
            memset(visited, 0, (size * 256 + 31) / 32 * 4);
            ends += backtrack(0, text, at, TEXT, at) >= 0;
        }
        report64(PATTERNS[p], hash ^ count << 32 ^ ends);
    }
    return 0;
}
