// X25519 (RFC 7748) with field elements of ten limbs of 25 and 26 bits: 64-bit products of 32-bit numbers in long straight functions.
#include "kernel.h"

typedef int32_t fe[10];

static void fe_copy(fe h, const fe f) { memcpy(h, f, sizeof(fe)); }
static void fe_small(fe h, int32_t value) { memset(h, 0, sizeof(fe)); h[0] = value; }
static void fe_add(fe h, const fe f, const fe g) { for (int i = 0; i < 10; i++) h[i] = f[i] + g[i]; }
static void fe_sub(fe h, const fe f, const fe g) { for (int i = 0; i < 10; i++) h[i] = f[i] - g[i]; }

static void fe_swap(fe f, fe g, int32_t swap) {
    for (int i = 0; i < 10; i++) {
        int32_t x = -swap & (f[i] ^ g[i]);
        f[i] ^= x;
        g[i] ^= x;
    }
}

#define CARRY(i, j, bits) { int64_t c = (h##i + ((int64_t)1 << (bits - 1))) >> bits; h##j += c; h##i -= c * ((int64_t)1 << bits); }
#define CARRY_OVER { int64_t c = (h9 + ((int64_t)1 << 24)) >> 25; h0 += c * 19; h9 -= c * ((int64_t)1 << 25); }
#define REDUCE_AND_STORE \
    CARRY(0, 1, 26) CARRY(4, 5, 26) CARRY(1, 2, 25) CARRY(5, 6, 25) CARRY(2, 3, 26) CARRY(6, 7, 26) CARRY(3, 4, 25) CARRY(7, 8, 25) \
    CARRY(4, 5, 26) CARRY(8, 9, 26) CARRY_OVER CARRY(0, 1, 26) \
    h[0] = h0, h[1] = h1, h[2] = h2, h[3] = h3, h[4] = h4, h[5] = h5, h[6] = h6, h[7] = h7, h[8] = h8, h[9] = h9;
#define M(a, b) ((int64_t)(a) * (b))

static NOINLINE void fe_mul(fe h, const fe f, const fe g) {
    int32_t f0 = f[0], f1 = f[1], f2 = f[2], f3 = f[3], f4 = f[4], f5 = f[5], f6 = f[6], f7 = f[7], f8 = f[8], f9 = f[9];
    int32_t g0 = g[0], g1 = g[1], g2 = g[2], g3 = g[3], g4 = g[4], g5 = g[5], g6 = g[6], g7 = g[7], g8 = g[8], g9 = g[9];
    int32_t n1 = 19 * g1, n2 = 19 * g2, n3 = 19 * g3, n4 = 19 * g4, n5 = 19 * g5, n6 = 19 * g6, n7 = 19 * g7, n8 = 19 * g8, n9 = 19 * g9;
    int32_t d1 = 2 * f1, d3 = 2 * f3, d5 = 2 * f5, d7 = 2 * f7, d9 = 2 * f9;
    int64_t h0 = M(f0, g0) + M(d1, n9) + M(f2, n8) + M(d3, n7) + M(f4, n6) + M(d5, n5) + M(f6, n4) + M(d7, n3) + M(f8, n2) + M(d9, n1);
    int64_t h1 = M(f0, g1) + M(f1, g0) + M(f2, n9) + M(f3, n8) + M(f4, n7) + M(f5, n6) + M(f6, n5) + M(f7, n4) + M(f8, n3) + M(f9, n2);
    int64_t h2 = M(f0, g2) + M(d1, g1) + M(f2, g0) + M(d3, n9) + M(f4, n8) + M(d5, n7) + M(f6, n6) + M(d7, n5) + M(f8, n4) + M(d9, n3);
    int64_t h3 = M(f0, g3) + M(f1, g2) + M(f2, g1) + M(f3, g0) + M(f4, n9) + M(f5, n8) + M(f6, n7) + M(f7, n6) + M(f8, n5) + M(f9, n4);
    int64_t h4 = M(f0, g4) + M(d1, g3) + M(f2, g2) + M(d3, g1) + M(f4, g0) + M(d5, n9) + M(f6, n8) + M(d7, n7) + M(f8, n6) + M(d9, n5);
    int64_t h5 = M(f0, g5) + M(f1, g4) + M(f2, g3) + M(f3, g2) + M(f4, g1) + M(f5, g0) + M(f6, n9) + M(f7, n8) + M(f8, n7) + M(f9, n6);
    int64_t h6 = M(f0, g6) + M(d1, g5) + M(f2, g4) + M(d3, g3) + M(f4, g2) + M(d5, g1) + M(f6, g0) + M(d7, n9) + M(f8, n8) + M(d9, n7);
    int64_t h7 = M(f0, g7) + M(f1, g6) + M(f2, g5) + M(f3, g4) + M(f4, g3) + M(f5, g2) + M(f6, g1) + M(f7, g0) + M(f8, n9) + M(f9, n8);
    int64_t h8 = M(f0, g8) + M(d1, g7) + M(f2, g6) + M(d3, g5) + M(f4, g4) + M(d5, g3) + M(f6, g2) + M(d7, g1) + M(f8, g0) + M(d9, n9);
    int64_t h9 = M(f0, g9) + M(f1, g8) + M(f2, g7) + M(f3, g6) + M(f4, g5) + M(f5, g4) + M(f6, g3) + M(f7, g2) + M(f8, g1) + M(f9, g0);
    REDUCE_AND_STORE
}

static NOINLINE void fe_square(fe h, const fe f) {
    int32_t f0 = f[0], f1 = f[1], f2 = f[2], f3 = f[3], f4 = f[4], f5 = f[5], f6 = f[6], f7 = f[7], f8 = f[8], f9 = f[9];
    int32_t e0 = 2 * f0, e1 = 2 * f1, e2 = 2 * f2, e3 = 2 * f3, e4 = 2 * f4, e5 = 2 * f5, e6 = 2 * f6, e7 = 2 * f7;
    int32_t t5 = 38 * f5, n6 = 19 * f6, t7 = 38 * f7, n8 = 19 * f8, t9 = 38 * f9;
    int64_t h0 = M(f0, f0) + M(e1, t9) + M(e2, n8) + M(e3, t7) + M(e4, n6) + M(f5, t5);
    int64_t h1 = M(e0, f1) + M(f2, t9) + M(e3, n8) + M(f4, t7) + M(e5, n6);
    int64_t h2 = M(e0, f2) + M(e1, f1) + M(e3, t9) + M(e4, n8) + M(e5, t7) + M(f6, n6);
    int64_t h3 = M(e0, f3) + M(e1, f2) + M(f4, t9) + M(e5, n8) + M(f6, t7);
    int64_t h4 = M(e0, f4) + M(e1, e3) + M(f2, f2) + M(e5, t9) + M(e6, n8) + M(f7, t7);
    int64_t h5 = M(e0, f5) + M(e1, f4) + M(e2, f3) + M(f6, t9) + M(e7, n8);
    int64_t h6 = M(e0, f6) + M(e1, e5) + M(e2, f4) + M(e3, f3) + M(e7, t9) + M(f8, n8);
    int64_t h7 = M(e0, f7) + M(e1, f6) + M(e2, f5) + M(e3, f4) + M(f8, t9);
    int64_t h8 = M(e0, f8) + M(e1, e7) + M(e2, f6) + M(e3, e5) + M(f4, f4) + M(f9, t9);
    int64_t h9 = M(e0, f9) + M(e1, f8) + M(e2, f7) + M(e3, f6) + M(e4, f5);
    REDUCE_AND_STORE
}

static NOINLINE void fe_times_121666(fe h, const fe f) {
    int64_t h0 = M(f[0], 121666), h1 = M(f[1], 121666), h2 = M(f[2], 121666), h3 = M(f[3], 121666), h4 = M(f[4], 121666);
    int64_t h5 = M(f[5], 121666), h6 = M(f[6], 121666), h7 = M(f[7], 121666), h8 = M(f[8], 121666), h9 = M(f[9], 121666);
    REDUCE_AND_STORE
}

static void fe_squares(fe h, const fe f, int times) {
    fe_square(h, f);
    for (int i = 1; i < times; i++) fe_square(h, h);
}

// f to the power of p - 2
static void fe_invert(fe out, const fe z) {
    fe t0, t1, t2, t3;
    fe_square(t0, z);
    fe_squares(t1, t0, 2);
    fe_mul(t1, z, t1);
    fe_mul(t0, t0, t1);
    fe_square(t2, t0);
    fe_mul(t1, t1, t2);
    fe_squares(t2, t1, 5);
    fe_mul(t1, t2, t1);
    fe_squares(t2, t1, 10);
    fe_mul(t2, t2, t1);
    fe_squares(t3, t2, 20);
    fe_mul(t2, t3, t2);
    fe_squares(t2, t2, 10);
    fe_mul(t1, t2, t1);
    fe_squares(t2, t1, 50);
    fe_mul(t2, t2, t1);
    fe_squares(t3, t2, 100);
    fe_mul(t2, t3, t2);
    fe_squares(t2, t2, 50);
    fe_mul(t1, t2, t1);
    fe_squares(t1, t1, 5);
    fe_mul(out, t1, t0);
}

static void fe_from_bytes(fe h, const uint8_t *s) {
    static const int bits[10] = {26, 25, 26, 25, 26, 25, 26, 25, 26, 25};
    int at = 0;
    for (int i = 0; i < 10; at += bits[i++]) {
        uint64_t word = 0;
        for (int j = 0; j < 5; j++) word |= at / 8 + j < 32 ? (uint64_t)s[at / 8 + j] << 8 * j : 0;
        h[i] = word >> at % 8 & ((1 << bits[i]) - 1);
    }
}

static void fe_to_bytes(uint8_t *s, const fe f) {
    static const int bits[10] = {26, 25, 26, 25, 26, 25, 26, 25, 26, 25};
    fe h;
    fe_copy(h, f);
    int32_t q = (19 * h[9] + (1 << 24)) >> 25;
    for (int i = 0; i < 10; i++) q = (h[i] + q) >> bits[i];
    h[0] += 19 * q;
    for (int i = 0; i < 10; i++) {
        int32_t carry = h[i] >> bits[i];
        if (i < 9) h[i + 1] += carry;
        h[i] -= carry * (1 << bits[i]);
    }
    memset(s, 0, 32);
    int at = 0;
    for (int i = 0; i < 10; at += bits[i++]) {
        uint64_t word = (uint64_t)h[i] << at % 8;
        for (int j = 0; j < 5 && at / 8 + j < 32; j++) s[at / 8 + j] |= word >> 8 * j;
    }
}

#include "ladder.h"

int main(void) {
    uint8_t k[32] = {9}, u[32] = {9}, next[32];
    for (int i = 1; i <= 1000; i++) {
        x25519(next, k, u);
        memcpy(u, k, 32);
        memcpy(k, next, 32);
        if (i == 1 || i == 1000) report(i == 1 ? "x25519 once" : "x25519 1000 times", k, 32);
    }
    return 0;
}
