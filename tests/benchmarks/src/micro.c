// Small loops, each about one thing; the argument names it.
#include "kernel.h"

// 32-bit arithmetic in a loop that carries its values.
static NOINLINE uint32_t i32loop(void) {
    uint32_t a = 1, b = 7, c = 0;
    for (uint32_t i = 0; i < 30000000; i++) {
        a = a * 1664525 + i;
        b ^= a >> 13;
        c += b & i ? a : b;
    }
    return a ^ b ^ c;
}

static NOINLINE uint64_t i64loop(void) {
    uint64_t a = 1, b = 7, c = 0;
    for (uint64_t i = 0; i < 30000000; i++) {
        a = a * 6364136223846793005u + i;
        b ^= a >> 33;
        c += (b << 17 | b >> 47) + i;
    }
    return a ^ b ^ c;
}

// A collatz search: unpredictable branches, no memory.
static NOINLINE uint64_t collatz(void) {
    uint64_t most = 0;
    for (uint32_t i = 1; i < 150000; i++) {
        uint64_t n = i, steps = 0;
        for (; n != 1; steps++) n = n & 1 ? 3 * n + 1 : n / 2;
        if (steps > most) most = steps << 32 | i;
        most = most > (steps << 32 | i) ? most : steps << 32 | i;
    }
    return most;
}

enum { BYTES = 1 << 20, GAP = 1240 };
static uint8_t from[BYTES], to[BYTES + GAP];

// The gap keeps both from having the same low bits in their addresses, which slows down processors, and the faster the loop the more.
// Copies that are written as loops and must not be taken for memcpy.
static NOINLINE void copy_bytes(uint8_t *t, const uint8_t *f, uint32_t n) {
    for (uint32_t i = 0; i < n; i++) {
        t[i] = f[i];
        __asm__ volatile("");
    }
}

static NOINLINE void copy_words(uint64_t *t, const uint64_t *f, uint32_t n) {
    for (uint32_t i = 0; i < n; i++) {
        t[i] = f[i];
        __asm__ volatile("");
    }
}

static NOINLINE void copy_records(uint32_t *t, const uint32_t *f, uint32_t n) {
    for (uint32_t i = 0; i < n; i++, t += 5, f += 5) {
        t[0] = f[4];
        t[1] = f[3];
        t[2] = f[2];
        t[3] = f[1];
        t[4] = f[0];
    }
}

static uint64_t copying(int what) {
    for (uint32_t i = 0; i < BYTES; i++) from[i] = to[i] = i * 31 + (i >> 9);
    for (int i = 0; i < 30; i++) {
        if (what == 0) copy_bytes(to, from, BYTES);
        if (what == 1) for (int j = 0; j < 5; j++) copy_words((uint64_t *)to, (uint64_t *)from, BYTES / 8);
        if (what == 2) for (int j = 0; j < 3; j++) copy_records((uint32_t *)to, (uint32_t *)from, BYTES / 20);
        from[i * 997] = to[i * 31];
    }
    return fnv(FNV, to, BYTES);
}

typedef struct node { struct node *next, *left, *right; uint32_t key; } Node;

// A list in random order that fits the second-level cache, and lookups in a search tree.
static NOINLINE uint64_t chase(void) {
    enum { N = 10000 };
    static Node nodes[N];
    uint32_t order[N];
    for (uint32_t i = 0; i < N; i++) order[i] = i;
    for (uint32_t i = N - 1; i; i--) {
        uint32_t j = next_random() % (i + 1), swap = order[i];
        order[i] = order[j];
        order[j] = swap;
    }
    Node *root = 0;
    for (uint32_t i = 0; i < N; i++) {
        nodes[order[i]] = (Node){&nodes[order[(i + 1) % N]], 0, 0, next_random()};
        Node **place = &root;
        while (*place) place = nodes[order[i]].key < (*place)->key ? &(*place)->left : &(*place)->right;
        *place = &nodes[order[i]];
    }
    uint64_t sum = 0;
    Node *at = nodes;
    for (uint32_t i = 0; i < 5000000; i++, at = at->next) sum += at->key;
    for (uint32_t i = 0; i < 200000; i++) {
        uint32_t key = next_random();
        for (Node *n = root; n; n = key < n->key ? n->left : n->right) sum += n->key;
    }
    return sum;
}

static NOINLINE void quicksort(int32_t *a, int lo, int hi) {
    while (lo < hi) {
        int32_t pivot = a[(lo + hi) / 2];
        int i = lo, j = hi;
        while (i <= j) {
            while (a[i] < pivot) i++;
            while (a[j] > pivot) j--;
            if (i <= j) {
                int32_t swap = a[i];
                a[i++] = a[j];
                a[j--] = swap;
            }
        }
        if (j - lo < hi - i) {
            quicksort(a, lo, j);
            lo = i;
        } else {
            quicksort(a, i, hi);
            hi = j;
        }
    }
}

static uint64_t sorting(void) {
    static int32_t a[500000];
    for (int i = 0; i < 500000; i++) a[i] = next_random();
    quicksort(a, 0, 499999);
    return fnv(FNV, a, sizeof a);
}

// An interpreter of 16 instructions with its stack in memory: br_table, unpredictable.
static NOINLINE uint32_t interpret(const uint8_t *code, uint32_t *stack, uint32_t steps) {
    int sp = 4, pc = 0;
    while (steps--) {
        switch (code[pc++ & 1023]) {
            case 0: stack[sp & 63] = pc; sp++; break;
            case 1: stack[sp & 63] = stack[(sp - 1) & 63]; sp++; break;
            case 2: sp--; stack[(sp - 1) & 63] += stack[sp & 63]; break;
            case 3: sp--; stack[(sp - 1) & 63] -= stack[sp & 63]; break;
            case 4: sp--; stack[(sp - 1) & 63] *= stack[sp & 63]; break;
            case 5: sp--; stack[(sp - 1) & 63] ^= stack[sp & 63]; break;
            case 6: stack[(sp - 1) & 63] = -stack[(sp - 1) & 63]; break;
            case 7: stack[(sp - 1) & 63] = ~stack[(sp - 1) & 63]; break;
            case 8: stack[(sp - 1) & 63] >>= 1; break;
            case 9: stack[(sp - 1) & 63]++; break;
            case 10: if (stack[(sp - 1) & 63] & 1) pc += 3; break;
            case 11: { uint32_t swap = stack[(sp - 1) & 63]; stack[(sp - 1) & 63] = stack[(sp - 2) & 63]; stack[(sp - 2) & 63] = swap; break; }
            case 12: stack[sp & 63] = stack[(sp - 3) & 63]; sp++; break;
            case 13: pc = stack[(sp - 1) & 63] & 15; break;
            case 14: sp++; break;
            default: stack[(sp - 1) & 63] += steps; break;
        }
    }
    return stack[(sp - 1) & 63] + sp;
}

static uint64_t interpreting(void) {
    static uint8_t code[1024];
    uint32_t stack[64] = {1, 2, 3, 4};
    for (int i = 0; i < 1024; i++) code[i] = next_random() >> 7 & 15;
    return interpret(code, stack, 10000000) ^ fnv(FNV, stack, sizeof stack);
}

typedef struct { uint32_t a, b, c, d; } Four;
typedef uint32_t Step(Four *four, uint32_t x);
static NOINLINE uint32_t step0(Four *f, uint32_t x) { return f->a += x; }
static NOINLINE uint32_t step1(Four *f, uint32_t x) { return f->b ^= x << 3; }
static NOINLINE uint32_t step2(Four *f, uint32_t x) { return f->c -= x; }
static NOINLINE uint32_t step3(Four *f, uint32_t x) { return f->d * 5 + x; }
static NOINLINE uint32_t step4(Four *f, uint32_t x) { return f->d = f->a + x; }
static NOINLINE uint32_t step5(Four *f, uint32_t x) { return x ^ f->b; }
static NOINLINE uint32_t step6(Four *f, uint32_t x) { return x + f->c; }
static NOINLINE uint32_t step7(Four *f, uint32_t x) { f->a++; return x >> 1; }
static Step *volatile steps[8] = {step0, step1, step2, step3, step4, step5, step6, step7};

// Eight targets in an order that nobody can guess.
static uint64_t calling(void) {
    Four four = {1, 2, 3, 4};
    uint32_t x = 1;
    for (int i = 0; i < 5000000; i++) x = steps[(next_random() >> 9) & 7](&four, x);
    return fnv(x, &four, sizeof four);
}

// The same target for long stretches.
static uint64_t calling_one(void) {
    Four four = {1, 2, 3, 4};
    uint32_t x = 1;
    for (int i = 0; i < 20000000; i++) x = steps[i >> 21 & 7](&four, x);
    return fnv(x, &four, sizeof four);
}

// What string code does: length, comparison, search, digits.
static uint64_t stringing(void) {
    static char text[100001];
    for (int i = 0; i < 100000; i++) text[i] = "abcdefgh ,;0123456789\n"[next_random() % 22];
    uint64_t hash = FNV, number = 0;
    for (int round = 0; round < 60; round++) {
        for (const char *p = text; *p;) {
            const char *word = p;
            while (*p && *p != ' ' && *p != '\n') p++;
            number = 0;
            for (const char *q = word; q < p; q++)
                if (*q >= '0' && *q <= '9') number = number * 10 + (*q - '0');
                else if (*q >= 'a') number += *q - 'a';
            hash = (hash ^ number) * 31 + (p - word);
            while (*p == ' ' || *p == '\n') p++;
        }
    }
    return hash;
}

// Products of complex numbers and a division now and then.
static NOINLINE uint64_t floating(void) {
    double re = 0.5, im = 0.25, sum = 0;
    float small = 1;
    for (int i = 1; i < 6000000; i++) {
        double t = re * re - im * im + 0.3;
        im = 2 * re * im + 0.1;
        re = t;
        if (re * re + im * im > 4) re /= 8, im /= 8;
        sum += __builtin_sqrt(re < 0 ? -re : re) + (double)(int32_t)(im * 100);
        small = small * 0.999f + (float)re / i;
    }
    uint64_t bits;
    sum += small;
    memcpy(&bits, &sum, 8);
    return bits;
}

int main(int argc, char **argv) {
    const char *name = argc > 1 ? argv[1] : "all";
#define RUN(kernel, call) if (!strcmp(name, kernel) || !strcmp(name, "all")) { seed = 2463534242u; report64(kernel, call); }
    RUN("i32loop", i32loop())
    RUN("i64loop", i64loop())
    RUN("collatz", collatz())
    RUN("copybytes", copying(0))
    RUN("copywords", copying(1))
    RUN("copyrecords", copying(2))
    RUN("chase", chase())
    RUN("quicksort", sorting())
    RUN("brtable", interpreting())
    RUN("icall8", calling())
    RUN("icall1", calling_one())
    RUN("strings", stringing())
    RUN("floats", floating())
    return 0;
}
