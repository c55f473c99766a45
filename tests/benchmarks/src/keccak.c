// SHA3-256 (FIPS 202) with all 24 rounds in one function and the state in 25 variables: straight code of some 20 KB.
#include "kernel.h"

#define ROL(x, n) ((x) << (n) | (x) >> (64 - (n)))
#define EACH(M) M(0) M(1) M(2) M(3) M(4)
#define LANES(a) a##00, a##10, a##20, a##30, a##40, a##01, a##11, a##21, a##31, a##41, a##02, a##12, a##22, a##32, a##42, \
    a##03, a##13, a##23, a##33, a##43, a##04, a##14, a##24, a##34, a##44
#define COLUMN(a, x) (a##x##0 ^ a##x##1 ^ a##x##2 ^ a##x##3 ^ a##x##4)
#define CHI(e, y, rc) \
    e##0##y = b0 ^ (~b1 & b2) ^ (rc), e##1##y = b1 ^ (~b2 & b3), e##2##y = b2 ^ (~b3 & b4), \
    e##3##y = b3 ^ (~b4 & b0), e##4##y = b4 ^ (~b0 & b1);
// a is xy: column x, row y. Row y of the result takes its five lanes from where rho and pi bring them from.
#define ROUND(a, e, rc) { \
    uint64_t c0 = COLUMN(a, 0), c1 = COLUMN(a, 1), c2 = COLUMN(a, 2), c3 = COLUMN(a, 3), c4 = COLUMN(a, 4); \
    uint64_t d0 = c4 ^ ROL(c1, 1), d1 = c0 ^ ROL(c2, 1), d2 = c1 ^ ROL(c3, 1), d3 = c2 ^ ROL(c4, 1), d4 = c3 ^ ROL(c0, 1); \
    uint64_t b0, b1, b2, b3, b4; \
    b0 = a##00 ^ d0, b1 = ROL(a##11 ^ d1, 44), b2 = ROL(a##22 ^ d2, 43), b3 = ROL(a##33 ^ d3, 21), b4 = ROL(a##44 ^ d4, 14); CHI(e, 0, rc) \
    b0 = ROL(a##30 ^ d3, 28), b1 = ROL(a##41 ^ d4, 20), b2 = ROL(a##02 ^ d0, 3), b3 = ROL(a##13 ^ d1, 45), b4 = ROL(a##24 ^ d2, 61); CHI(e, 1, 0) \
    b0 = ROL(a##10 ^ d1, 1), b1 = ROL(a##21 ^ d2, 6), b2 = ROL(a##32 ^ d3, 25), b3 = ROL(a##43 ^ d4, 8), b4 = ROL(a##04 ^ d0, 18); CHI(e, 2, 0) \
    b0 = ROL(a##40 ^ d4, 27), b1 = ROL(a##01 ^ d0, 36), b2 = ROL(a##12 ^ d1, 10), b3 = ROL(a##23 ^ d2, 15), b4 = ROL(a##34 ^ d3, 56); CHI(e, 3, 0) \
    b0 = ROL(a##20 ^ d2, 62), b1 = ROL(a##31 ^ d3, 55), b2 = ROL(a##42 ^ d4, 39), b3 = ROL(a##03 ^ d0, 41), b4 = ROL(a##14 ^ d1, 2); CHI(e, 4, 0) \
}
#define TWO(r0, r1) ROUND(a, e, r0##u) ROUND(e, a, r1##u)

static NOINLINE void permute(uint64_t *s) {
    uint64_t LANES(a), LANES(e);
#define LOAD(y) a0##y = s[5 * y], a1##y = s[5 * y + 1], a2##y = s[5 * y + 2], a3##y = s[5 * y + 3], a4##y = s[5 * y + 4];
    EACH(LOAD)
    TWO(0x0000000000000001, 0x0000000000008082) TWO(0x800000000000808a, 0x8000000080008000)
    TWO(0x000000000000808b, 0x0000000080000001) TWO(0x8000000080008081, 0x8000000000008009)
    TWO(0x000000000000008a, 0x0000000000000088) TWO(0x0000000080008009, 0x000000008000000a)
    TWO(0x000000008000808b, 0x800000000000008b) TWO(0x8000000000008089, 0x8000000000008003)
    TWO(0x8000000000008002, 0x8000000000000080) TWO(0x000000000000800a, 0x800000008000000a)
    TWO(0x8000000080008081, 0x8000000000008080) TWO(0x0000000080000001, 0x8000000080008008)
#define STORE(y) s[5 * y] = a0##y, s[5 * y + 1] = a1##y, s[5 * y + 2] = a2##y, s[5 * y + 3] = a3##y, s[5 * y + 4] = a4##y;
    EACH(STORE)
}

static void sha3_256(uint8_t *hash, const uint8_t *in, size_t length) {
    uint64_t s[25] = {0};
    const size_t rate = 136;
    for (; length >= rate; in += rate, length -= rate) {
        for (size_t i = 0; i < rate / 8; i++) {
            uint64_t lane;
            memcpy(&lane, in + 8 * i, 8);
            s[i] ^= lane;
        }
        permute(s);
    }
    uint8_t last[136] = {0};
    memcpy(last, in, length);
    last[length] = 6;
    last[rate - 1] |= 0x80;
    for (size_t i = 0; i < rate / 8; i++) {
        uint64_t lane;
        memcpy(&lane, last + 8 * i, 8);
        s[i] ^= lane;
    }
    permute(s);
    memcpy(hash, s, 32);
}

int main(void) {
    static uint8_t message[1 << 21];
    uint8_t hash[32];
    sha3_256(hash, message, 0);
    report("sha3-256 of nothing", hash, 32);
    for (size_t i = 0; i < sizeof message; i++) message[i] = i * 7 + (i >> 8);
    for (int i = 0; i < 3; i++) {
        sha3_256(hash, message, sizeof message);
        memcpy(message, hash, 32);
    }
    report("sha3-256", hash, 32);
    return 0;
}
