// The multiplication of a point by a scalar (RFC 7748), on whatever field elements and operations on them the file before has.
static void x25519(uint8_t *out, const uint8_t *scalar, const uint8_t *point) {
    uint8_t e[32];
    memcpy(e, scalar, 32);
    e[0] &= 248;
    e[31] = (e[31] & 127) | 64;
    fe x1, x2, z2, x3, z3, a, b, c, d, da, cb, aa, bb;
    fe_from_bytes(x1, point);
    fe_small(x2, 1);
    fe_small(z2, 0);
    fe_copy(x3, x1);
    fe_small(z3, 1);
    int32_t swap = 0;
    for (int bit = 254; bit >= 0; bit--) {
        int32_t k = e[bit / 8] >> (bit & 7) & 1;
        fe_swap(x2, x3, swap ^ k);
        fe_swap(z2, z3, swap ^ k);
        swap = k;
        fe_add(a, x2, z2);
        fe_sub(b, x2, z2);
        fe_add(c, x3, z3);
        fe_sub(d, x3, z3);
        fe_mul(da, d, a);
        fe_mul(cb, c, b);
        fe_square(aa, a);
        fe_square(bb, b);
        fe_mul(x2, aa, bb);
        fe_sub(aa, aa, bb);             // E = AA - BB
        fe_times_121666(z2, aa);        // BB + 121666 E is AA + 121665 E
        fe_add(z2, z2, bb);
        fe_mul(z2, aa, z2);
        fe_add(a, da, cb);
        fe_sub(b, da, cb);
        fe_square(x3, a);
        fe_square(b, b);
        fe_mul(z3, x1, b);
    }
    fe_swap(x2, x3, swap);
    fe_swap(z2, z3, swap);
    fe_invert(z2, z2);
    fe_mul(x2, x2, z2);
    fe_to_bytes(out, x2);
}
