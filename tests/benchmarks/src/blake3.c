// BLAKE3 without vector instructions: the seven rounds of a compression as straight code over sixteen variables, and the tree of chunks.
#include "kernel.h"

enum { CHUNK_START = 1, CHUNK_END = 2, PARENT = 4, ROOT = 8, CHUNK = 1024 };
static const uint32_t IV[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};

#define ROR(x, n) ((x) >> (n) | (x) << (32 - (n)))
#define G(a, b, c, d, x, y) \
    a += b + (x); d = ROR(d ^ a, 16); c += d; b = ROR(b ^ c, 12); a += b + (y); d = ROR(d ^ a, 8); c += d; b = ROR(b ^ c, 7);
#define ROUND(i0, i1, i2, i3, i4, i5, i6, i7, i8, i9, i10, i11, i12, i13, i14, i15) \
    G(v0, v4, v8, v12, m[i0], m[i1]) G(v1, v5, v9, v13, m[i2], m[i3]) G(v2, v6, v10, v14, m[i4], m[i5]) G(v3, v7, v11, v15, m[i6], m[i7]) \
    G(v0, v5, v10, v15, m[i8], m[i9]) G(v1, v6, v11, v12, m[i10], m[i11]) G(v2, v7, v8, v13, m[i12], m[i13]) G(v3, v4, v9, v14, m[i14], m[i15])

static NOINLINE void compress(uint32_t *cv, const uint8_t *block, uint32_t length, uint64_t counter, uint32_t flags) {
    uint32_t m[16];
    memcpy(m, block, 64);
    uint32_t v0 = cv[0], v1 = cv[1], v2 = cv[2], v3 = cv[3], v4 = cv[4], v5 = cv[5], v6 = cv[6], v7 = cv[7];
    uint32_t v8 = IV[0], v9 = IV[1], v10 = IV[2], v11 = IV[3], v12 = counter, v13 = counter >> 32, v14 = length, v15 = flags;
    ROUND(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)
    ROUND(2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8)
    ROUND(3, 4, 10, 12, 13, 2, 7, 14, 6, 5, 9, 0, 11, 15, 8, 1)
    ROUND(10, 7, 12, 9, 14, 3, 13, 15, 4, 0, 11, 2, 5, 8, 1, 6)
    ROUND(12, 13, 9, 11, 15, 10, 14, 8, 7, 2, 5, 3, 0, 1, 6, 4)
    ROUND(9, 14, 11, 5, 8, 12, 15, 1, 13, 3, 0, 10, 2, 6, 4, 7)
    ROUND(11, 15, 5, 0, 1, 9, 8, 6, 14, 10, 2, 12, 3, 4, 7, 13)
    cv[0] = v0 ^ v8, cv[1] = v1 ^ v9, cv[2] = v2 ^ v10, cv[3] = v3 ^ v11, cv[4] = v4 ^ v12, cv[5] = v5 ^ v13, cv[6] = v6 ^ v14, cv[7] = v7 ^ v15;
}

static void chunk(uint32_t *cv, const uint8_t *in, size_t length, uint64_t index, uint32_t flags) {
    memcpy(cv, IV, 32);
    for (size_t at = 0; at == 0 || at < length; at += 64) {
        uint8_t block[64] = {0};
        size_t n = length - at < 64 ? length - at : 64;
        memcpy(block, in + at, n);
        int last = at + 64 >= length;
        compress(cv, block, n, index, (at ? 0 : CHUNK_START) | (last ? CHUNK_END | flags : 0));
    }
}

// The left subtree has the largest power of two of chunks that leaves something for the right one.
static void tree(uint32_t *cv, const uint8_t *in, size_t length, uint64_t index, uint32_t flags) {
    if (length <= CHUNK) {
        chunk(cv, in, length, index, flags);
        return;
    }
    size_t left = CHUNK;
    while (left * 2 < length) left *= 2;
    uint32_t both[16];
    tree(both, in, left, index, 0);
    tree(both + 8, in + left, length - left, index + left / CHUNK, 0);
    memcpy(cv, IV, 32);
    compress(cv, (const uint8_t *)both, 64, 0, PARENT | flags);
}

int main(void) {
    static uint8_t in[(1 << 20) + 777];
    uint32_t hash[8];
    tree(hash, in, 0, 0, ROOT);
    report("blake3 of nothing", (const uint8_t *)hash, 32);
    for (size_t i = 0; i < sizeof in; i++) in[i] = i % 251;
    for (int i = 0; i < 6; i++) {
        tree(hash, in, sizeof in, 0, ROOT);
        memcpy(in + 99 * i, hash, 32);
    }
    report("blake3", (const uint8_t *)hash, 32);
    return 0;
}
