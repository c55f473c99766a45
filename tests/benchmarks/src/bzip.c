// What bzip2 does: sort all rotations of a block, move to front, runs of zeros, Huffman codes; and all the way back.
#include "kernel.h"

enum { BLOCK = 1 << 17, SYMBOLS = 258, RUN_A = 0, RUN_B = 1, END = 257, LONGEST = 20 };

static uint8_t text[BLOCK], sorted[BLOCK], restored[BLOCK];
static uint32_t order[BLOCK], rank[BLOCK], order2[BLOCK], rank2[BLOCK], count[BLOCK > 256 ? BLOCK + 1 : 257];
static uint16_t symbols[BLOCK + 1];
static uint8_t packed[2 * BLOCK];

// Words of an invented language, with the frequencies of a real one.
static void make_text(void) {
    static const char *syllables[] = {"ta", "ren", "o", "mi", "sul", "e", "kan", "dor", "i", "la", "ven", "th"};
    int at = 0;
    while (at < BLOCK) {
        uint32_t word = next_random() % 1000;
        word = word * word / 1000;
        for (uint32_t w = word * 2654435761u | 1 << 30, n = 1 + word % 3; n; n--, w = w >> 5 | w << 27)
            for (const char *s = syllables[w % 12]; *s && at < BLOCK; s++) text[at++] = *s;
        if (at < BLOCK) text[at++] = next_random() % 11 ? ' ' : '\n';
    }
}

// Orders all rotations by their first, 2, 4, 8 ... characters; returns where the block itself ends up.
static NOINLINE uint32_t sort_rotations(void) {
    memset(count, 0, sizeof count);
    for (uint32_t i = 0; i < BLOCK; i++) count[text[i] + 1]++;
    for (uint32_t i = 0; i < 256; i++) count[i + 1] += count[i];
    for (uint32_t i = 0; i < BLOCK; i++) rank[i] = count[text[i]];
    for (uint32_t i = 0; i < BLOCK; i++) order[count[text[i]]++] = i;
    for (uint32_t width = 1; width < BLOCK; width *= 2) {
        for (uint32_t i = 0; i < BLOCK; i++) order2[i] = (order[i] - width) % BLOCK;
        memset(count, 0, sizeof count);
        for (uint32_t i = 0; i < BLOCK; i++) count[rank[i]]++;
        for (uint32_t i = 0, sum = 0; i < BLOCK; i++) {
            uint32_t c = count[i];
            count[i] = sum;
            sum += c;
        }
        for (uint32_t i = 0; i < BLOCK; i++) order[count[rank[order2[i]]]++] = order2[i];
        uint32_t start = 0, classes = 1;
        rank2[order[0]] = 0;
        for (uint32_t i = 1; i < BLOCK; i++) {
            uint32_t a = order[i - 1], b = order[i];
            if (rank[a] != rank[b] || rank[(a + width) % BLOCK] != rank[(b + width) % BLOCK]) {
                start = i;
                classes++;
            }
            rank2[b] = start;
        }
        memcpy(rank, rank2, sizeof rank);
        if (classes == BLOCK) break;
    }
    uint32_t origin = 0;
    for (uint32_t i = 0; i < BLOCK; i++) {
        sorted[i] = text[(order[i] - 1) % BLOCK];
        if (order[i] == 0) origin = i;
    }
    return origin;
}

static uint32_t put_run(uint32_t n, uint32_t run) {
    for (; run; run = (run - 1) / 2) symbols[n++] = run & 1 ? RUN_A : RUN_B;
    return n;
}

static NOINLINE uint32_t move_to_front(void) {
    uint8_t front[256];
    uint32_t n = 0, run = 0;
    for (int i = 0; i < 256; i++) front[i] = i;
    for (uint32_t i = 0; i < BLOCK; i++) {
        uint8_t c = sorted[i], moved = front[0];
        int at = 0;
        while (moved != c) {
            uint8_t next = front[++at];
            front[at] = moved;
            moved = next;
        }
        front[0] = c;
        if (at == 0) {
            run++;
            continue;
        }
        n = put_run(n, run);
        run = 0;
        symbols[n++] = at + 1;
    }
    n = put_run(n, run);
    symbols[n++] = END;
    return n;
}

static void sift(int *heap, int size, int at, const uint32_t *weight) {
    int moved = heap[at];
    for (int child; (child = 2 * at) <= size; at = child) {
        if (child < size && weight[heap[child + 1]] < weight[heap[child]]) child++;
        if (weight[moved] <= weight[heap[child]]) break;
        heap[at] = heap[child];
    }
    heap[at] = moved;
}

// Lengths of Huffman codes, none above LONGEST: flatter weights until it fits, as bzip2 does.
static NOINLINE void code_lengths(uint32_t n, uint8_t *length) {
    uint32_t weight[2 * SYMBOLS] = {0};
    int parent[2 * SYMBOLS], heap[SYMBOLS + 1];
    for (uint32_t i = 0; i < n; i++) weight[symbols[i]]++;
    for (int longest = LONGEST + 1; longest > LONGEST;) {
        int size = 0, next = SYMBOLS;
        for (int s = 0; s < SYMBOLS; s++) {
            weight[s] = weight[s] / 2 + 1;
            heap[++size] = s;
        }
        for (int i = size / 2; i; i--) sift(heap, size, i, weight);
        while (size > 1) {
            int a = heap[1];
            heap[1] = heap[size--];
            sift(heap, size, 1, weight);
            int b = heap[1];
            weight[next] = weight[a] + weight[b];
            parent[a] = parent[b] = next;
            heap[1] = next++;
            sift(heap, size, 1, weight);
        }
        parent[next - 1] = -1;
        longest = 0;
        for (int s = 0; s < SYMBOLS; s++) {
            int l = 0;
            for (int p = parent[s]; p >= 0; p = parent[p]) l++;
            length[s] = l;
            if (l > longest) longest = l;
        }
    }
}

static NOINLINE uint32_t encode(uint32_t n, const uint8_t *length) {
    uint32_t codes[SYMBOLS], next = 0;
    for (int l = 1; l <= LONGEST; l++, next *= 2)
        for (int s = 0; s < SYMBOLS; s++)
            if (length[s] == l) codes[s] = next++;
    uint64_t bits = 0;
    uint32_t have = 0, bytes = 0;
    for (uint32_t i = 0; i < n; i++) {
        bits = bits << length[symbols[i]] | codes[symbols[i]];
        for (have += length[symbols[i]]; have >= 8; have -= 8) packed[bytes++] = bits >> (have - 8);
    }
    packed[bytes++] = bits << (8 - have);
    return bytes;
}

static NOINLINE void decode(const uint8_t *length) {
    uint32_t limit[LONGEST + 2], base[LONGEST + 2], bycode[SYMBOLS], next = 0, k = 0;
    for (int l = 1; l <= LONGEST; l++, next *= 2) {
        base[l] = k - next;
        for (int s = 0; s < SYMBOLS; s++)
            if (length[s] == l) bycode[k++] = s, next++;
        limit[l] = next;
    }
    uint8_t front[256];
    for (int i = 0; i < 256; i++) front[i] = i;
    uint32_t at = 0, bit = 0, run = 0, weight = 1;
    for (;;) {
        uint32_t code = 0, l = 0;
        do {
            code = code << 1 | (packed[bit >> 3] >> (7 - (bit & 7)) & 1);
            bit++;
            l++;
        } while (code >= limit[l]);
        uint32_t s = bycode[code + base[l]];
        if (s <= RUN_B) {
            run += weight << s;
            weight *= 2;
            continue;
        }
        memset(sorted + at, front[0], run);
        at += run;
        run = 0;
        weight = 1;
        if (s == END) return;
        uint8_t c = front[s - 1];
        memmove(front + 1, front, s - 1);
        sorted[at++] = front[0] = c;
    }
}

static NOINLINE void unsort(uint32_t origin) {
    memset(count, 0, 257 * sizeof *count);
    for (uint32_t i = 0; i < BLOCK; i++) count[sorted[i] + 1]++;
    for (int i = 0; i < 256; i++) count[i + 1] += count[i];
    for (uint32_t i = 0; i < BLOCK; i++) order[count[sorted[i]]++] = i;
    for (uint32_t i = 0, at = order[origin]; i < BLOCK; i++, at = order[at]) restored[i] = sorted[at];
}

int main(void) {
    make_text();
    uint64_t hash = FNV;
    for (int pass = 0; pass < 2; pass++) {
        uint8_t length[SYMBOLS];
        uint32_t origin = sort_rotations();
        uint32_t n = move_to_front();
        code_lengths(n, length);
        uint32_t bytes = encode(n, length);
        hash = fnv(hash, packed, bytes);
        memset(sorted, 0, sizeof sorted);
        decode(length);
        unsort(origin);
        if (memcmp(text, restored, BLOCK)) return 1;
        report64("bzip bytes", bytes);
        for (int i = 0; i < BLOCK; i += 3) text[i] ^= 1;
    }
    report64("bzip", hash);
    return 0;
}
