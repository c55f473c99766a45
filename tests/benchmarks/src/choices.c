// Small programs whose ways nobody can foretell, or which nobody had in mind when the engine was made; the argument names one.
#include "kernel.h"

enum { LETTERS = 1200 };
static uint8_t left[LETTERS], right[LETTERS];
static uint16_t row[LETTERS + 1];

// The least of three, again and again.
static NOINLINE uint64_t editing(void) {
    for (int i = 0; i < LETTERS; i++) {
        left[i] = 'a' + next_random() % 6;
        right[i] = 'a' + next_random() % 6;
    }
    for (int j = 0; j <= LETTERS; j++) row[j] = j;
    for (int i = 1; i <= LETTERS; i++) {
        int diagonal = row[0];
        row[0] = i;
        for (int j = 1; j <= LETTERS; j++) {
            int above = row[j], least = diagonal + (left[i - 1] != right[j - 1]);
            if (above + 1 < least) least = above + 1;
            if (row[j - 1] + 1 < least) least = row[j - 1] + 1;
            row[j] = least;
            diagonal = above;
        }
    }
    return row[LETTERS];
}

enum { NUMBERS = 60000 };
static int32_t heap[NUMBERS];

static void sink(int i, int count) {
    int32_t value = heap[i];
    for (;;) {
        int son = 2 * i + 1;
        if (son >= count) break;
        if (son + 1 < count && heap[son + 1] > heap[son]) son++;
        if (heap[son] <= value) break;
        heap[i] = heap[son];
        i = son;
    }
    heap[i] = value;
}

static NOINLINE uint64_t heaping(void) {
    for (int i = 0; i < NUMBERS; i++) heap[i] = next_random();
    for (int i = NUMBERS / 2 - 1; i >= 0; i--) sink(i, NUMBERS);
    for (int i = NUMBERS - 1; i > 0; i--) {
        int32_t greatest = heap[0];
        heap[0] = heap[i];
        heap[i] = greatest;
        sink(0, i);
    }
    return fnv(FNV, heap, sizeof heap);
}

// How many are below a limit; the loop is not to be made vectors of by the compiler.
static NOINLINE uint64_t counting(void) {
    uint32_t *numbers = (uint32_t *) heap;
    uint64_t sum = 0;
    for (int i = 0; i < NUMBERS; i++) numbers[i] = next_random();
    for (uint32_t limit = 1; limit < 100; limit++) {
        uint32_t count = 0;
        for (int i = 0; i < NUMBERS; i++) {
            count += numbers[i] < limit << 25;
            __asm__ volatile("");
        }
        sum = sum * 31 + count;
    }
    return sum;
}

enum { SIEVED = 1 << 20 };
static uint32_t sieve[SIEVED / 32];

static NOINLINE uint64_t sieving(void) {
    uint64_t count = 0;
    for (int turn = 0; turn < 3; turn++) {
        count = 0;
        memset(sieve, 0xFF, sizeof sieve);
        for (uint32_t i = 2; i < SIEVED; i++) {
            if (sieve[i >> 5] >> (i & 31) & 1) {
                count++;
                for (uint32_t j = i * 2; j < SIEVED; j += i) sieve[j >> 5] &= ~(1u << (j & 31));
            }
        }
    }
    return count;
}

// A machine with its stack in memory.
static NOINLINE uint64_t stacking(void) {
    enum { COPY, PUSH, ADD, XOR_TURN, MULTIPLY, ADD_NUMBER, XOR_SHIFTED, INCREMENT, XOR, DECREMENT, NEGATE, END };
    static const uint8_t code[] = {
        COPY, PUSH, 1, XOR_TURN, ADD, ADD_NUMBER, 4, INCREMENT, XOR_SHIFTED, 9, ADD_NUMBER, 3, XOR, COPY, END};
    uint64_t stack[16], value = 1, steps = 0;
    for (int turn = 0; turn < 300000; turn++) {
        int pc = 0, sp = 0;
        stack[sp++] = value;
        stack[sp++] = steps;
        for (int running = 1; running;) {
            steps++;
            switch (code[pc++]) {
                case COPY: stack[sp] = stack[sp - 1]; sp++; break;
                case PUSH: stack[sp++] = code[pc++]; break;
                case ADD: stack[sp - 2] += stack[sp - 1]; sp--; break;
                case XOR_TURN: stack[sp - 1] ^= turn; break;
                case MULTIPLY: stack[sp - 1] *= code[pc++]; break;
                case ADD_NUMBER: stack[sp - 1] += code[pc++]; break;
                case XOR_SHIFTED: stack[sp - 1] ^= stack[sp - 1] >> code[pc++]; break;
                case INCREMENT: stack[sp - 1]++; break;
                case XOR: stack[sp - 2] ^= stack[sp - 1]; sp--; break;
                case DECREMENT: stack[sp - 1]--; break;
                case NEGATE: stack[sp - 1] = -stack[sp - 1]; break;
                default: running = 0;
            }
        }
        value = stack[sp - 1];
    }
    return value + steps;
}

static uint32_t tables[4][256];

// Rounds like those of a block cipher by tables.
static NOINLINE uint64_t ciphering(void) {
    for (int i = 0; i < 256; i++) {
        for (int table = 0; table < 4; table++) tables[table][i] = next_random();
    }
    uint32_t a = 1, b = 2, c = 3, d = 4;
    for (uint32_t i = 0; i < 400000; i++) {
        uint32_t w = tables[0][a >> 24] ^ tables[1][b >> 16 & 255] ^ tables[2][c >> 8 & 255] ^ tables[3][d & 255] ^ i;
        uint32_t x = tables[0][b >> 24] ^ tables[1][c >> 16 & 255] ^ tables[2][d >> 8 & 255] ^ tables[3][a & 255];
        uint32_t y = tables[0][c >> 24] ^ tables[1][d >> 16 & 255] ^ tables[2][a >> 8 & 255] ^ tables[3][b & 255];
        uint32_t z = tables[0][d >> 24] ^ tables[1][a >> 16 & 255] ^ tables[2][b >> 8 & 255] ^ tables[3][c & 255];
        a = w;
        b = x;
        c = y;
        d = z;
    }
    return (uint64_t) (a ^ b) << 32 | (c ^ d);
}

int main(int argc, char **argv) {
    const char *name = argc > 1 ? argv[1] : "all";
#define RUN(kernel, call) if (!strcmp(name, kernel) || !strcmp(name, "all")) { seed = 2463534242u; report64(kernel, call); }
    RUN("editdistance", editing())
    RUN("heapsort", heaping())
    RUN("counting", counting())
    RUN("bitsieve", sieving())
    RUN("stackmachine", stacking())
    RUN("tablecipher", ciphering())
    return 0;
}
