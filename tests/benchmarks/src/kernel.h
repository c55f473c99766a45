// What every kernel needs: a way to say what it has computed, and numbers that look random and are the same everywhere.
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define NOINLINE __attribute__((noinline))

// Prints "NAME: HEX".
static inline void report(const char *name, const uint8_t *bytes, int count) {
    char line[256];
    int n = 0;
    while (*name) line[n++] = *name++;
    line[n++] = ':';
    line[n++] = ' ';
    for (int i = 0; i < count; i++) {
        line[n++] = "0123456789abcdef"[bytes[i] >> 4];
        line[n++] = "0123456789abcdef"[bytes[i] & 15];
    }
    line[n++] = '\n';
    if (write(1, line, n) != n) abort();
}

static inline void report64(const char *name, uint64_t value) {
    uint8_t bytes[8];
    for (int i = 0; i < 8; i++) bytes[i] = value >> (56 - 8 * i);
    report(name, bytes, 8);
}

// xorshift32
static uint32_t seed = 2463534242u;
static inline uint32_t next_random(void) {
    seed ^= seed << 13;
    seed ^= seed >> 17;
    return seed ^= seed << 5;
}

static inline uint64_t fnv(uint64_t hash, const void *bytes, size_t count) {
    const uint8_t *p = bytes;
    for (size_t i = 0; i < count; i++) hash = (hash ^ p[i]) * 0x100000001b3u;
    return hash;
}
#define FNV 0xcbf29ce484222325u
