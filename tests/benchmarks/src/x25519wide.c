// X25519 (RFC 7748) with field elements of five limbs of 51 bits: 128-bit products of 64-bit numbers, for which wasm has no instruction.
#include "kernel.h"

typedef unsigned __int128 wide;
typedef uint64_t fe[5];

#define LIMB 0x7ffffffffffffull

static void fe_copy(fe h, const fe f) { memcpy(h, f, sizeof(fe)); }
static void fe_small(fe h, uint64_t value) { memset(h, 0, sizeof(fe)); h[0] = value; }
static void fe_add(fe h, const fe f, const fe g) { for (int i = 0; i < 5; i++) h[i] = f[i] + g[i]; }

// Of sums of two at most: four times the prime is added.
static void fe_sub(fe h, const fe f, const fe g) {
    h[0] = f[0] + 0x1fffffffffffb4ull - g[0];
    for (int i = 1; i < 5; i++) h[i] = f[i] + 0x1ffffffffffffcull - g[i];
}

static void fe_swap(fe f, fe g, uint64_t swap) {
    for (int i = 0; i < 5; i++) {
        uint64_t x = -swap & (f[i] ^ g[i]);
        f[i] ^= x;
        g[i] ^= x;
    }
}

static NOINLINE void fe_mul(fe h, const fe f, const fe g) {
    wide sums[5];
    for (int i = 0; i < 5; i++) {
        sums[i] = 0;
        for (int j = 0; j < 5; j++) sums[i] += (wide) (j > i ? 19 * f[j] : f[j]) * g[(5 + i - j) % 5];
    }
    uint64_t carry = 0;
    for (int i = 0; i < 5; i++) {
        sums[i] += carry;
        h[i] = (uint64_t) sums[i] & LIMB;
        carry = (uint64_t) (sums[i] >> 51);
    }
    h[0] += 19 * carry;
    h[1] += h[0] >> 51;
    h[0] &= LIMB;
}

static void fe_square(fe h, const fe f) { fe_mul(h, f, f); }

static void fe_times(fe h, const fe f, uint64_t factor) {
    fe g;
    fe_small(g, factor);
    fe_mul(h, f, g);
}

static void fe_times_121666(fe h, const fe f) { fe_times(h, f, 121666); }

// To the power of the prime less two, 2^255 - 21: all bits but the second and the fourth.
static void fe_invert(fe h, const fe f) {
    fe power, base;
    fe_copy(base, f);
    fe_copy(power, f);
    for (int bit = 253; bit >= 0; bit--) {
        fe_square(power, power);
        if (bit != 2 && bit != 4) fe_mul(power, power, base);
    }
    fe_copy(h, power);
}

static void fe_from_bytes(fe h, const uint8_t *bytes) {
    uint64_t words[4];
    memcpy(words, bytes, 32);
    h[0] = words[0] & LIMB;
    h[1] = (words[0] >> 51 | words[1] << 13) & LIMB;
    h[2] = (words[1] >> 38 | words[2] << 26) & LIMB;
    h[3] = (words[2] >> 25 | words[3] << 39) & LIMB;
    h[4] = words[3] >> 12 & LIMB;
}

static void fe_to_bytes(uint8_t *bytes, const fe f) {
    fe h;
    fe_times(h, f, 1);
    // What is at least the prime becomes at least 2^255 by 19 more.
    uint64_t carry = 19;
    for (int i = 0; i < 5; i++) carry = (h[i] + carry) >> 51;
    carry *= 19;
    for (int i = 0; i < 5; i++) {
        h[i] += carry;
        carry = h[i] >> 51;
        h[i] &= LIMB;
    }
    uint64_t words[4] = {h[0] | h[1] << 51, h[1] >> 13 | h[2] << 38, h[2] >> 26 | h[3] << 25, h[3] >> 39 | h[4] << 12};
    memcpy(bytes, words, 32);
}

#include "ladder.h"

int main(void) {
    uint8_t k[32] = {9}, u[32] = {9}, next[32];
    for (int i = 1; i <= 100; i++) {
        x25519(next, k, u);
        memcpy(u, k, 32);
        memcpy(k, next, 32);
        if (i == 1 || i == 100) report(i == 1 ? "x25519 once" : "x25519 100 times", k, 32);
    }
    return 0;
}
