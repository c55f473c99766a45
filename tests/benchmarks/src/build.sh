#!/bin/sh
# Builds each NAME.c here to NAME.wasm: Debian's clang, lld, wasi-libc and libclang-rt-14-dev-wasm32.
# With --expect it also writes NAME.txt, what the natively compiled program prints.
set -eu
cd "$(dirname "$0")"
for source in *.c; do
    name=${source%.c}
    clang --target=wasm32-wasi -O2 -Wall "$source" -o "$name.wasm" -Wl,--strip-debug
    if [ "${1:-}" = --expect ]; then
        gcc -O2 -Wall -fno-strict-aliasing "$source" -o /tmp/$$ -lm && /tmp/$$ > "$name.txt"
        rm -f /tmp/$$
    fi
done
