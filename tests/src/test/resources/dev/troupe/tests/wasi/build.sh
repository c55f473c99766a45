#!/bin/sh
# Builds the modules that lie here from the C sources beside them; needs clang and wasm-ld (Debian: clang-14, lld-14).
set -eu
cd "$(dirname "$0")"
for source in *.c; do
    define=
    [ "$source" = unstable.c ] && define='-DWASI="wasi_unstable"'
    clang-14 --target=wasm32 -O1 -fno-builtin -ffreestanding -nostdlib -w $define -Wl,--no-entry -Wl,--strip-debug \
        "$source" -o "${source%.c}.wasm"
done
