// A machine with eight registers, an accumulator and 192 opcodes, one switch in one loop: each opcode is about as likely as any other.
#include "kernel.h"

#define REGISTERS(M, op) M(op, 0) M(op, 1) M(op, 2) M(op, 3) M(op, 4) M(op, 5) M(op, 6) M(op, 7)
#define CASE(op, r) case 8 * op + r:
enum { OPCODES = 24 * 8, LENGTH = 4096, STEPS = 6000000 };

static uint8_t code[2 * LENGTH];
static uint32_t memory[4096];

static NOINLINE uint32_t execute(uint32_t steps) {
    uint32_t a = 1, r0 = 1, r1 = 2, r2 = 3, r3 = 5, r4 = 8, r5 = 13, r6 = 21, r7 = 34, pc = 0;
    while (steps--) {
        uint32_t op = code[pc], operand = code[pc + 1];
        pc += 2;
        switch (op) {
#define OP(n, what) REGISTERS(what, n)
#define LOAD(op, n) CASE(op, n) a = r##n; break;
#define STORE(op, n) CASE(op, n) r##n = a; break;
#define ADD(op, n) CASE(op, n) a += r##n; break;
#define SUB(op, n) CASE(op, n) a -= r##n + operand; break;
#define MUL(op, n) CASE(op, n) a *= r##n | 1; break;
#define XOR(op, n) CASE(op, n) a ^= r##n; break;
#define AND(op, n) CASE(op, n) a = (a & r##n) + operand; break;
#define OR(op, n) CASE(op, n) a |= r##n & operand; break;
#define SHL(op, n) CASE(op, n) r##n = a << (operand & 31) | r##n >> 9; break;
#define SHR(op, n) CASE(op, n) a = a >> 3 ^ r##n; break;
#define ROT(op, n) CASE(op, n) r##n = r##n << 7 | r##n >> 25; break;
#define INC(op, n) CASE(op, n) r##n += operand; break;
#define NEG(op, n) CASE(op, n) r##n = -r##n; break;
#define PEEK(op, n) CASE(op, n) a += memory[(r##n + operand) & 4095]; break;
#define POKE(op, n) CASE(op, n) memory[(r##n ^ operand) & 4095] = a; break;
#define BYTE(op, n) CASE(op, n) a ^= ((uint8_t *)memory)[(r##n + operand) & 16383]; break;
#define LESS(op, n) CASE(op, n) a += a < r##n ? operand : 3; break;
#define SIGN(op, n) CASE(op, n) a += (int32_t)a < (int32_t)r##n; break;
#define SKIP(op, n) CASE(op, n) if (a & 1 << n) pc += 2; break;
#define JUMP(op, n) CASE(op, n) if (r##n & 16) pc += 2 * operand; break;
#define DIV(op, n) CASE(op, n) a += r##n / (operand + 3); break;
#define SWAP(op, n) CASE(op, n) { uint32_t old = r##n; r##n = a; a = old; } break;
#define POP(op, n) CASE(op, n) a = __builtin_popcount(a) + r##n; break;
#define MIX(op, n) CASE(op, n) a = (uint32_t)((uint64_t)a * (r##n | 1) >> 16); break;
            OP(0, LOAD) OP(1, STORE) OP(2, ADD) OP(3, SUB) OP(4, MUL) OP(5, XOR) OP(6, AND) OP(7, OR)
            OP(8, SHL) OP(9, SHR) OP(10, ROT) OP(11, INC) OP(12, NEG) OP(13, PEEK) OP(14, POKE) OP(15, BYTE)
            OP(16, LESS) OP(17, SIGN) OP(18, SKIP) OP(19, JUMP) OP(20, DIV) OP(21, SWAP) OP(22, POP) OP(23, MIX)
            default: abort();
        }
        if (pc >= 2 * LENGTH) pc = 2 * (a & 63);
    }
    return a ^ r0 ^ r1 ^ r2 ^ r3 ^ r4 ^ r5 ^ r6 ^ r7;
}

int main(void) {
    for (int i = 0; i < LENGTH; i++) {
        code[2 * i] = next_random() % OPCODES;
        code[2 * i + 1] = next_random() >> 11;
    }
    report64("big switch", execute(STEPS));
    report64("memory", fnv(FNV, memory, sizeof memory));
    return 0;
}
