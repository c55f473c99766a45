#!/bin/sh
# Builds simd.wasm with Debian's clang, lld and wasi-libc. simd.txt is what V8 prints for each kernel.
set -eu
cd "$(dirname "$0")"
clang --target=wasm32-wasi -O2 -msimd128 -Wall -fno-vectorize -fno-slp-vectorize -c simd.c -o simd.o
wasm-ld-14 -L/usr/lib/wasm32-wasi /usr/lib/wasm32-wasi/crt1-command.o simd.o -lc --strip-all -o simd.wasm
rm simd.o
