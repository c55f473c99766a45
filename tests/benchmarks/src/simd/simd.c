// Kernels on v128: a WASI command that takes a kernel's name and prints a checksum. Built by build.sh.
#include <stdint.h>
#include <string.h>
#include <unistd.h>
#include <wasm_simd128.h>

#define KERNEL __attribute__((noinline)) uint32_t
#define N 32768 // bytes in each array
#define LOAD(p) wasm_v128_load(p)
#define STORE(p, v) wasm_v128_store(p, v)

static uint8_t a[N] __attribute__((aligned(16)));
static uint8_t b[N] __attribute__((aligned(16)));
static uint8_t c[N] __attribute__((aligned(N))); // one kernel writes around in it

static float sum_f32(v128_t v) {
  return wasm_f32x4_extract_lane(v, 0) + wasm_f32x4_extract_lane(v, 1) + wasm_f32x4_extract_lane(v, 2) + wasm_f32x4_extract_lane(v, 3);
}

static uint32_t sum_i32(v128_t v) {
  return wasm_i32x4_extract_lane(v, 0) + wasm_i32x4_extract_lane(v, 1) + wasm_i32x4_extract_lane(v, 2) + wasm_i32x4_extract_lane(v, 3);
}

KERNEL dot_f32(const float *x, const float *y, int n) {
  v128_t sum = wasm_f32x4_splat(0);
  for (int i = 0; i < n; i += 4) {
    sum = wasm_f32x4_add(sum, wasm_f32x4_mul(LOAD(x + i), LOAD(y + i)));
  }
  return (uint32_t)sum_f32(sum);
}

// Four sums, as one writes it who knows that an addition takes its time.
KERNEL dot_f32_unrolled(const float *x, const float *y, int n) {
  v128_t s0 = wasm_f32x4_splat(0), s1 = s0, s2 = s0, s3 = s0;
  for (int i = 0; i < n; i += 16) {
    s0 = wasm_f32x4_add(s0, wasm_f32x4_mul(LOAD(x + i), LOAD(y + i)));
    s1 = wasm_f32x4_add(s1, wasm_f32x4_mul(LOAD(x + i + 4), LOAD(y + i + 4)));
    s2 = wasm_f32x4_add(s2, wasm_f32x4_mul(LOAD(x + i + 8), LOAD(y + i + 8)));
    s3 = wasm_f32x4_add(s3, wasm_f32x4_mul(LOAD(x + i + 12), LOAD(y + i + 12)));
  }
  return (uint32_t)sum_f32(wasm_f32x4_add(wasm_f32x4_add(s0, s1), wasm_f32x4_add(s2, s3)));
}

KERNEL dot_f64(const double *x, const double *y, int n) {
  v128_t sum = wasm_f64x2_splat(0);
  for (int i = 0; i < n; i += 2) {
    sum = wasm_f64x2_add(sum, wasm_f64x2_mul(LOAD(x + i), LOAD(y + i)));
  }
  return (uint32_t)(wasm_f64x2_extract_lane(sum, 0) + wasm_f64x2_extract_lane(sum, 1));
}

KERNEL dot_i16(const int16_t *x, const int16_t *y, int n) {
  v128_t sum = wasm_i32x4_splat(0);
  for (int i = 0; i < n; i += 8) {
    sum = wasm_i32x4_add(sum, wasm_i32x4_dot_i16x8(LOAD(x + i), LOAD(y + i)));
  }
  return sum_i32(sum);
}

KERNEL dot_i8(const int8_t *x, const int8_t *y, int n) {
  v128_t sum = wasm_i32x4_splat(0);
  for (int i = 0; i < n; i += 16) {
    v128_t p = LOAD(x + i), q = LOAD(y + i);
    sum = wasm_i32x4_add(sum, wasm_i32x4_extadd_pairwise_i16x8(wasm_i16x8_extmul_low_i8x16(p, q)));
    sum = wasm_i32x4_add(sum, wasm_i32x4_extadd_pairwise_i16x8(wasm_i16x8_extmul_high_i8x16(p, q)));
  }
  return sum_i32(sum);
}

KERNEL saxpy(float k, const float *x, float *y, int n) {
  v128_t factor = wasm_f32x4_splat(k);
  for (int i = 0; i < n; i += 4) {
    STORE(y + i, wasm_f32x4_add(LOAD(y + i), wasm_f32x4_mul(factor, LOAD(x + i))));
  }
  return 0;
}

KERNEL memchr_any(const uint8_t *x, int byte, int n) {
  v128_t wanted = wasm_i8x16_splat(byte);
  for (int i = 0; i < n; i += 16) {
    v128_t equal = wasm_i8x16_eq(LOAD(x + i), wanted);
    if (wasm_v128_any_true(equal)) {
      return i + __builtin_ctz(wasm_i8x16_bitmask(equal));
    }
  }
  return n;
}

KERNEL memchr_mask(const uint8_t *x, int byte, int n) {
  v128_t wanted = wasm_i8x16_splat(byte);
  for (const uint8_t *p = x, *end = x + n; p != end; p += 16) {
    uint32_t mask = wasm_i8x16_bitmask(wasm_i8x16_eq(LOAD(p), wanted));
    if (mask) {
      return p - x + __builtin_ctz(mask);
    }
  }
  return n;
}

// Counts a byte: equal lanes are -1.
KERNEL count(const uint8_t *x, int byte, int n) {
  v128_t wanted = wasm_i8x16_splat(byte), sum = wasm_i32x4_splat(0);
  for (int i = 0; i < n; i += 16 * 64) {
    v128_t lanes = wasm_i8x16_splat(0);
    for (int j = i; j < i + 16 * 64; j += 16) {
      lanes = wasm_i8x16_sub(lanes, wasm_i8x16_eq(LOAD(x + j), wanted));
    }
    sum = wasm_i32x4_add(sum, wasm_u32x4_extadd_pairwise_u16x8(wasm_u16x8_extadd_pairwise_u8x16(lanes)));
  }
  return sum_i32(sum);
}

static inline v128_t rotate(v128_t v, int bits) {
  return wasm_v128_or(wasm_i32x4_shl(v, bits), wasm_u32x4_shr(v, 32 - bits));
}

#define ROTATE_16(v) wasm_i8x16_shuffle(v, v, 2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13)
#define ROTATE_LEFT_8(v) wasm_i8x16_shuffle(v, v, 3, 0, 1, 2, 7, 4, 5, 6, 11, 8, 9, 10, 15, 12, 13, 14)
#define ROTATE_RIGHT_8(v) wasm_i8x16_shuffle(v, v, 1, 2, 3, 0, 5, 6, 7, 4, 9, 10, 11, 8, 13, 14, 15, 12)

// One block: rows are vectors, diagonals are rows rotated.
KERNEL chacha20(const uint8_t *key, uint8_t *out, int blocks) {
  v128_t k0 = wasm_u32x4_make(0x61707865, 0x3320646e, 0x79622d32, 0x6b206574), k1 = LOAD(key), k2 = LOAD(key + 16), k3 = LOAD(key + 32);
  for (int n = 0; n < blocks; n++) {
    v128_t x0 = k0, x1 = k1, x2 = k2, x3 = k3;
    for (int i = 0; i < 10; i++) {
#define HALF_ROUND                                                                                                                        \
  x0 = wasm_i32x4_add(x0, x1), x3 = wasm_v128_xor(x3, x0), x3 = ROTATE_16(x3);                                                            \
  x2 = wasm_i32x4_add(x2, x3), x1 = wasm_v128_xor(x1, x2), x1 = rotate(x1, 12);                                                           \
  x0 = wasm_i32x4_add(x0, x1), x3 = wasm_v128_xor(x3, x0), x3 = ROTATE_LEFT_8(x3);                                                        \
  x2 = wasm_i32x4_add(x2, x3), x1 = wasm_v128_xor(x1, x2), x1 = rotate(x1, 7);
      HALF_ROUND
      x1 = wasm_i32x4_shuffle(x1, x1, 1, 2, 3, 0);
      x2 = wasm_i32x4_shuffle(x2, x2, 2, 3, 0, 1);
      x3 = wasm_i32x4_shuffle(x3, x3, 3, 0, 1, 2);
      HALF_ROUND
      x1 = wasm_i32x4_shuffle(x1, x1, 3, 0, 1, 2);
      x2 = wasm_i32x4_shuffle(x2, x2, 2, 3, 0, 1);
      x3 = wasm_i32x4_shuffle(x3, x3, 1, 2, 3, 0);
    }
    uint8_t *block = out + (n & 127) * 64;
    STORE(block, wasm_v128_xor(LOAD(block), wasm_i32x4_add(x0, k0)));
    STORE(block + 16, wasm_v128_xor(LOAD(block + 16), wasm_i32x4_add(x1, k1)));
    STORE(block + 32, wasm_v128_xor(LOAD(block + 32), wasm_i32x4_add(x2, k2)));
    STORE(block + 48, wasm_v128_xor(LOAD(block + 48), wasm_i32x4_add(x3, k3)));
    k3 = wasm_i32x4_add(k3, wasm_u32x4_make(1, 0, 0, 0));
  }
  return wasm_i32x4_extract_lane(k3, 0);
}

// Four blocks at once, one word of each per vector, without the message's permutation: rounds of BLAKE3's mixing in registers and memory.
KERNEL blake3(const v128_t *message, v128_t *state, int blocks) {
  for (int n = 0; n < blocks; n++) {
    v128_t v[16];
    for (int i = 0; i < 16; i++) {
      v[i] = state[i];
    }
    const v128_t *m = message + (n & 63) * 16;
    for (int round = 0; round < 7; round++) {
#define G(p, q, r, s, i)                                                                                                                  \
  v[p] = wasm_i32x4_add(wasm_i32x4_add(v[p], v[q]), m[i]), v[s] = ROTATE_16(wasm_v128_xor(v[s], v[p]));                                   \
  v[r] = wasm_i32x4_add(v[r], v[s]), v[q] = rotate(wasm_v128_xor(v[q], v[r]), 20);                                                        \
  v[p] = wasm_i32x4_add(wasm_i32x4_add(v[p], v[q]), m[i + 1]), v[s] = ROTATE_RIGHT_8(wasm_v128_xor(v[s], v[p]));                          \
  v[r] = wasm_i32x4_add(v[r], v[s]), v[q] = rotate(wasm_v128_xor(v[q], v[r]), 25);
      G(0, 4, 8, 12, 0)
      G(1, 5, 9, 13, 2)
      G(2, 6, 10, 14, 4)
      G(3, 7, 11, 15, 6)
      G(0, 5, 10, 15, 8)
      G(1, 6, 11, 12, 10)
      G(2, 7, 8, 13, 12)
      G(3, 4, 9, 14, 14)
    }
    for (int i = 0; i < 8; i++) {
      state[i] = wasm_v128_xor(v[i], v[i + 8]);
    }
  }
  return wasm_i32x4_extract_lane(state[0], 0);
}

// One block, four mixing functions side by side, as in BLAKE3's compression on 128-bit registers.
KERNEL blake3_rows(const uint8_t *message, int blocks) {
  v128_t h0 = wasm_u32x4_make(0x6A09E667, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A), h1 = wasm_u32x4_make(0x510E527F, 0x9B05688C, 0x1F83D9AB, 0x5BE0CD19);
  for (int n = 0; n < blocks; n++) {
    const uint8_t *m = message + (n & 127) * 64;
    v128_t m0 = LOAD(m), m1 = LOAD(m + 16), m2 = LOAD(m + 32), m3 = LOAD(m + 48);
    v128_t r0 = h0, r1 = h1, r2 = wasm_u32x4_make(0x6A09E667, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A), r3 = wasm_u32x4_make(n, 0, 64, 3);
    for (int round = 0; round < 7; round++) {
#define MIX(x, y)                                                                                                                         \
  r0 = wasm_i32x4_add(wasm_i32x4_add(r0, r1), x), r3 = ROTATE_16(wasm_v128_xor(r3, r0));                                                  \
  r2 = wasm_i32x4_add(r2, r3), r1 = rotate(wasm_v128_xor(r1, r2), 20);                                                                    \
  r0 = wasm_i32x4_add(wasm_i32x4_add(r0, r1), y), r3 = ROTATE_RIGHT_8(wasm_v128_xor(r3, r0));                                             \
  r2 = wasm_i32x4_add(r2, r3), r1 = rotate(wasm_v128_xor(r1, r2), 25);
      MIX(wasm_i32x4_shuffle(m0, m1, 0, 2, 4, 6), wasm_i32x4_shuffle(m0, m1, 1, 3, 5, 7))
      r0 = wasm_i32x4_shuffle(r0, r0, 3, 0, 1, 2), r3 = wasm_i32x4_shuffle(r3, r3, 2, 3, 0, 1), r2 = wasm_i32x4_shuffle(r2, r2, 1, 2, 3, 0);
      MIX(wasm_i32x4_shuffle(m2, m3, 0, 2, 4, 6), wasm_i32x4_shuffle(m2, m3, 1, 3, 5, 7))
      r0 = wasm_i32x4_shuffle(r0, r0, 1, 2, 3, 0), r3 = wasm_i32x4_shuffle(r3, r3, 2, 3, 0, 1), r2 = wasm_i32x4_shuffle(r2, r2, 3, 0, 1, 2);
      v128_t t = wasm_i32x4_shuffle(m0, m2, 2, 4, 3, 7);
      m0 = wasm_i32x4_shuffle(m1, m3, 2, 0, 7, 5), m2 = m1, m1 = m3, m3 = t;
    }
    h0 = wasm_v128_xor(r0, r2), h1 = wasm_v128_xor(r1, r3);
  }
  return sum_i32(wasm_v128_xor(h0, h1));
}

KERNEL mandelbrot(int size) {
  uint32_t total = 0;
  for (int y = 0; y < size; y++) {
    v128_t ci = wasm_f32x4_splat(2.0f * y / size - 1.0f);
    for (int x = 0; x < size; x += 4) {
      v128_t cr = wasm_f32x4_make(2.0f * x / size - 1.5f, 2.0f * (x + 1) / size - 1.5f, 2.0f * (x + 2) / size - 1.5f, 2.0f * (x + 3) / size - 1.5f);
      v128_t zr = cr, zi = ci, counts = wasm_i32x4_splat(0);
      for (int i = 0; i < 50; i++) {
        v128_t rr = wasm_f32x4_mul(zr, zr), ii = wasm_f32x4_mul(zi, zi);
        v128_t inside = wasm_f32x4_le(wasm_f32x4_add(rr, ii), wasm_f32x4_splat(4));
        if (!wasm_v128_any_true(inside)) {
          break;
        }
        counts = wasm_i32x4_sub(counts, inside);
        v128_t ri = wasm_f32x4_mul(zr, zi);
        zr = wasm_f32x4_add(wasm_f32x4_sub(rr, ii), cr);
        zi = wasm_f32x4_add(wasm_f32x4_add(ri, ri), ci);
      }
      total += sum_i32(counts);
    }
  }
  return total;
}

// Validation of UTF-8 by look-up of nibbles (Keiser, Lemire).
KERNEL utf8(const uint8_t *x, int n) {
  const v128_t first_high = wasm_u8x16_make(2, 2, 2, 2, 2, 2, 2, 2, 0x80, 0x80, 0x80, 0x80, 0x21, 1, 0x15, 0x49);
  const v128_t first_low = wasm_u8x16_make(0xE7, 0xA3, 0x83, 0x83, 0x8B, 0xCB, 0xCB, 0xCB, 0xCB, 0xCB, 0xCB, 0xCB, 0xCB, 0xDB, 0xCB, 0xCB);
  const v128_t second_high = wasm_u8x16_make(1, 1, 1, 1, 1, 1, 1, 1, 0xE6, 0xAE, 0xBA, 0xBA, 1, 1, 1, 1);
  v128_t error = wasm_i8x16_splat(0), previous = error, nibble = wasm_i8x16_splat(15);
  for (int i = 0; i < n; i += 16) {
    v128_t input = LOAD(x + i);
    v128_t p1 = wasm_i8x16_shuffle(previous, input, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30);
    v128_t p2 = wasm_i8x16_shuffle(previous, input, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29);
    v128_t p3 = wasm_i8x16_shuffle(previous, input, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28);
    v128_t special = wasm_v128_and(
        wasm_v128_and(wasm_i8x16_swizzle(first_high, wasm_u8x16_shr(p1, 4)), wasm_i8x16_swizzle(first_low, wasm_v128_and(p1, nibble))),
        wasm_i8x16_swizzle(second_high, wasm_u8x16_shr(input, 4)));
    v128_t third = wasm_u8x16_sub_sat(p2, wasm_i8x16_splat(0x60)), fourth = wasm_u8x16_sub_sat(p3, wasm_i8x16_splat(0x70));
    v128_t must = wasm_v128_and(wasm_v128_or(third, fourth), wasm_i8x16_splat((int8_t)0x80));
    error = wasm_v128_or(error, wasm_v128_xor(must, special));
    previous = input;
  }
  return n + wasm_v128_any_true(error);
}

// Twelve bytes become sixteen characters.
KERNEL base64(const uint8_t *x, uint8_t *out, int n) {
  const v128_t offsets = wasm_i8x16_make('a' - 26, '0' - 52, '0' - 52, '0' - 52, '0' - 52, '0' - 52, '0' - 52, '0' - 52, '0' - 52, '0' - 52, '0' - 52, '+' - 62, '/' - 63, 'A', 0, 0);
  for (int i = 0; i + 16 <= n; i += 12) {
    v128_t v = wasm_i8x16_swizzle(LOAD(x + i), wasm_i8x16_make(1, 0, 2, 1, 4, 3, 5, 4, 7, 6, 8, 7, 10, 9, 11, 10));
    v128_t high = wasm_v128_or(wasm_v128_and(wasm_u32x4_shr(v, 10), wasm_i32x4_splat(0x3F)), wasm_v128_and(wasm_i32x4_shl(v, 4), wasm_i32x4_splat(0x3F00)));
    v128_t index = wasm_v128_or(high, wasm_v128_or(wasm_v128_and(wasm_u32x4_shr(v, 6), wasm_i32x4_splat(0x3F0000)), wasm_v128_and(wasm_i32x4_shl(v, 8), wasm_i32x4_splat(0x3F000000))));
    v128_t kind = wasm_u8x16_sub_sat(index, wasm_i8x16_splat(51));
    kind = wasm_v128_or(kind, wasm_v128_and(wasm_i8x16_lt(index, wasm_i8x16_splat(26)), wasm_i8x16_splat(13)));
    STORE(out, wasm_i8x16_add(index, wasm_i8x16_swizzle(offsets, kind)));
    out = (uint8_t *)((uintptr_t)c | ((uintptr_t)out + 16 & N - 1));
  }
  return 0;
}

// Sum of absolute differences of bytes.
KERNEL sad(const uint8_t *x, const uint8_t *y, int n) {
  v128_t sum = wasm_i32x4_splat(0);
  for (int i = 0; i < n; i += 16) {
    v128_t p = LOAD(x + i), q = LOAD(y + i);
    v128_t difference = wasm_v128_or(wasm_u8x16_sub_sat(p, q), wasm_u8x16_sub_sat(q, p));
    sum = wasm_i32x4_add(sum, wasm_u32x4_extadd_pairwise_u16x8(wasm_u16x8_extadd_pairwise_u8x16(difference)));
  }
  return sum_i32(sum);
}

KERNEL brighten(const uint8_t *x, uint8_t *out, int by, int n) {
  v128_t plus = wasm_i8x16_splat(by);
  for (int i = 0; i < n; i += 16) {
    STORE(out + i, wasm_u8x16_add_sat(LOAD(x + i), plus));
  }
  return 0;
}

// x * k / 256 + y * (256 - k) / 256 for bytes.
KERNEL blend(const uint8_t *x, const uint8_t *y, uint8_t *out, int k, int n) {
  v128_t kx = wasm_i16x8_splat(k), ky = wasm_i16x8_splat(256 - k);
  for (int i = 0; i < n; i += 16) {
    v128_t p = LOAD(x + i), q = LOAD(y + i);
    v128_t low = wasm_i16x8_add(wasm_i16x8_mul(wasm_u16x8_extend_low_u8x16(p), kx), wasm_i16x8_mul(wasm_u16x8_extend_low_u8x16(q), ky));
    v128_t high = wasm_i16x8_add(wasm_i16x8_mul(wasm_u16x8_extend_high_u8x16(p), kx), wasm_i16x8_mul(wasm_u16x8_extend_high_u8x16(q), ky));
    STORE(out + i, wasm_u8x16_narrow_i16x8(wasm_u16x8_shr(low, 8), wasm_u16x8_shr(high, 8)));
  }
  return 0;
}

// How often each of sixteen nibbles' classes occurs, by table.
KERNEL histogram(const uint8_t *x, const uint8_t *table, int n) {
  v128_t classes = LOAD(table), sum = wasm_i32x4_splat(0), nibble = wasm_i8x16_splat(15);
  for (int i = 0; i < n; i += 16) {
    v128_t v = LOAD(x + i);
    v128_t found = wasm_i8x16_add(wasm_i8x16_swizzle(classes, wasm_v128_and(v, nibble)), wasm_i8x16_swizzle(classes, wasm_u8x16_shr(v, 4)));
    sum = wasm_i32x4_add(sum, wasm_u32x4_extadd_pairwise_u16x8(wasm_u16x8_extadd_pairwise_u8x16(found)));
  }
  return sum_i32(sum);
}

// Two characters for each byte.
KERNEL hex(const uint8_t *x, uint8_t *out, int n) {
  const v128_t digits = wasm_i8x16_make('0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f');
  for (int i = 0; i < n / 2; i += 16) {
    v128_t v = LOAD(x + i);
    v128_t high = wasm_i8x16_swizzle(digits, wasm_u8x16_shr(v, 4)), low = wasm_i8x16_swizzle(digits, wasm_v128_and(v, wasm_i8x16_splat(15)));
    STORE(out + 2 * i, wasm_i8x16_shuffle(high, low, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23));
    STORE(out + 2 * i + 16, wasm_i8x16_shuffle(high, low, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31));
  }
  return 0;
}

// Gray of pixels of four bytes.
KERNEL gray(const uint8_t *x, uint8_t *out, int n) {
  const v128_t weights = wasm_i16x8_make(77, 150, 29, 0, 77, 150, 29, 0);
  for (int i = 0; i < n; i += 64) {
    v128_t sums[4];
#pragma unroll
    for (int j = 0; j < 4; j++) {
      v128_t v = LOAD(x + i + j * 16);
      v128_t low = wasm_i32x4_dot_i16x8(wasm_u16x8_extend_low_u8x16(v), weights), high = wasm_i32x4_dot_i16x8(wasm_u16x8_extend_high_u8x16(v), weights);
      sums[j] = wasm_u32x4_shr(wasm_i32x4_add(wasm_i32x4_shuffle(low, high, 0, 2, 4, 6), wasm_i32x4_shuffle(low, high, 1, 3, 5, 7)), 8);
    }
    STORE(out + i / 4, wasm_u8x16_narrow_i16x8(wasm_i16x8_narrow_i32x4(sums[0], sums[1]), wasm_i16x8_narrow_i32x4(sums[2], sums[3])));
  }
  return 0;
}

// Louder, within limits.
KERNEL gain(float k, const float *x, float *out, int n) {
  v128_t factor = wasm_f32x4_splat(k), least = wasm_f32x4_splat(-1), most = wasm_f32x4_splat(1);
  for (int i = 0; i < n; i += 4) {
    STORE(out + i, wasm_f32x4_pmax(least, wasm_f32x4_pmin(most, wasm_f32x4_mul(factor, LOAD(x + i)))));
  }
  return 0;
}

static void fill_bytes(int mask) {
  uint32_t seed = 1;
  for (int i = 0; i < N; i++) {
    seed = seed * 1664525 + 1013904223;
    a[i] = seed >> 24 & mask;
    b[i] = seed >> 16 & mask;
  }
}

static void fill_floats(void) {
  for (int i = 0; i < N / 4; i++) {
    ((float *)a)[i] = i % 7 * 0.25f;
    ((float *)b)[i] = i % 5 * 0.5f;
  }
}

static void fill_doubles(void) {
  for (int i = 0; i < N / 8; i++) {
    ((double *)a)[i] = i % 7 * 0.25;
    ((double *)b)[i] = i % 5 * 0.5;
  }
}

static uint32_t run(const char *name) {
  uint32_t sum = 0;
#define IS(text) (strcmp(name, text) == 0)
  // The compiler must not see that nothing changes between two calls.
#define REPEAT(times, call)                                                                                                               \
  for (int i = 0; i < times; i++) {                                                                                                       \
    __asm__ volatile("" ::: "memory");                                                                                                    \
    sum = sum * 31 + call;                                                                                                                \
  }
  if (IS("dot-f32")) {
    fill_floats();
    REPEAT(1000, dot_f32((float *)a, (float *)b, N / 4))
  } else if (IS("dot-f32-unrolled")) {
    fill_floats();
    REPEAT(1000, dot_f32_unrolled((float *)a, (float *)b, N / 4))
  } else if (IS("dot-f64")) {
    fill_doubles();
    REPEAT(1000, dot_f64((double *)a, (double *)b, N / 8))
  } else if (IS("saxpy")) {
    fill_floats();
    REPEAT(1000, saxpy(0.001f, (float *)a, (float *)b, N / 4))
    sum += (uint32_t)((float *)b)[1003];
  } else if (IS("gain")) {
    fill_floats();
    REPEAT(1000, gain(0.7f + (i & 7) * 0.01f, (float *)a, (float *)c, N / 4))
    for (int i = 0; i < N / 4; i++) {
      sum = sum * 31 + ((uint32_t *)c)[i];
    }
  } else if (IS("mandelbrot")) {
    REPEAT(2, mandelbrot(256))
  } else {
    fill_bytes(IS("utf8") ? 127 : 255);
    if (IS("dot-i16")) {
      REPEAT(1000, dot_i16((int16_t *)a, (int16_t *)b, N / 2))
    } else if (IS("dot-i8")) {
      REPEAT(1000, dot_i8((int8_t *)a, (int8_t *)b, N))
    } else if (IS("memchr-any") || IS("memchr-bitmask")) {
      for (int i = 0; i < N; i++) {
        a[i] &= 127;
      }
      a[N - 3] = 200;
      if (IS("memchr-any")) {
        REPEAT(1000, memchr_any(a, 200, N))
      } else {
        REPEAT(1000, memchr_mask(a, 200, N))
      }
    } else if (IS("count")) {
      REPEAT(1000, count(a, 10, N))
    } else if (IS("chacha20")) {
      sum = chacha20(a, b, 20000);
      sum += b[100];
    } else if (IS("blake3")) {
      sum = blake3((v128_t *)a, (v128_t *)b, 5000);
    } else if (IS("blake3-rows")) {
      sum = blake3_rows(a, 20000);
    } else if (IS("utf8")) {
      REPEAT(300, utf8(a, N))
    } else if (IS("base64")) {
      REPEAT(300, base64(a, c, N))
      sum += c[77];
    } else if (IS("sad")) {
      REPEAT(1000, sad(a, b, N))
    } else if (IS("brighten")) {
      REPEAT(1000, brighten(a, c, 40 + (i & 7), N))
      sum += c[77];
    } else if (IS("blend")) {
      REPEAT(300, blend(a, b, c, 100 + (i & 7), N))
      sum += c[77];
    } else if (IS("histogram")) {
      REPEAT(300, histogram(a, b, N))
    } else if (IS("hex") || IS("gray")) {
      if (IS("hex")) {
        REPEAT(300, hex(a, c, N))
      } else {
        REPEAT(300, gray(a, c, N))
      }
      for (int i = 0; i < N; i++) {
        sum = sum * 31 + c[i];
      }
    } else {
      return 0;
    }
  }
  return sum;
}

int main(int count, char **arguments) {
  if (count < 2) {
    return 2;
  }
  char text[11];
  int at = sizeof text;
  uint32_t sum = run(arguments[1]);
  text[--at] = '\n';
  do {
    text[--at] = '0' + sum % 10;
    sum /= 10;
  } while (sum > 0);
  write(1, arguments[1], strlen(arguments[1]));
  write(1, ": ", 2);
  write(1, text + at, sizeof text - at);
  return 0;
}
