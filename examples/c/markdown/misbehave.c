/* What a supervisor is for: a document that contains one of these comments takes its instance down. */
#include "markdown.h"

typedef struct {
    const char *name;
    void (*act)(void);
} Misbehaviour;

static volatile int one = 1;
static volatile int zero = 0;

static void crash(void) {
    *(volatile int *)(uintptr_t)0xfffffff0u = one;
}

static void divide(void) {
    one = one / zero;
}

static void abort_now(void) {
    __builtin_trap();
}

static void spin(void) {
    while (one) {
        /* volatile: the compiler must ask again */
    }
}

__attribute__((noinline)) static int recurse_deeper(int depth) {
    return zero ? depth : recurse_deeper(depth + 1) + one;
}

static void recurse(void) {
    one = recurse_deeper(0) ? 1 : 0;
}

static void hog(void) {
    for (;;) {
        *(volatile char *)heap_alloc(1 << 20) = 1;
    }
}

/* Called through a table, as a C program's callbacks are. */
static const Misbehaviour misbehaviours[] = {
    {"crash", crash},
    {"divide", divide},
    {"abort", abort_now},
    {"spin", spin},
    {"recurse", recurse},
    {"hog", hog},
};

void obey(Text comment) {
    for (size_t i = 0; i < sizeof misbehaviours / sizeof *misbehaviours; i++) {
        const char *name = misbehaviours[i].name;
        if (text_starts(comment, name) && !name[comment.length]) {
            misbehaviours[i].act();
        }
    }
}
