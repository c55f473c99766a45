#!/bin/sh
# Builds the examples' modules from C. The results are kept in the repository, so that nobody needs a C compiler to run them.
# On Debian: apt-get install clang lld wasi-libc libclang-rt-14-dev-wasm32
set -eu
cd "$(dirname "$0")"
out=../modules

# Markdown, as a library without imports, as a command and as a service: no libc, so that an instance is five pages of memory.
# The stack comes first in memory, so that its overflow traps instead of overwriting data.
for kind in library command service; do
    clang --target=wasm32 -Os -Wall -Wextra -std=c11 -ffreestanding -fno-builtin-memset -mbulk-memory -msign-ext -nostdlib \
        -Wl,--no-entry -Wl,--stack-first -Wl,-z,stack-size=262144 \
        -o $out/markdown-$kind.wasm markdown/*.c markdown/$kind/$kind.c
done

# A plain command with wasi-libc.
clang --target=wasm32-wasi -Os -Wall -Wextra -std=c11 -Wl,--stack-first -Wl,--strip-debug \
    -o $out/wordcount.wasm wordcount/*.c

ls -l $out/*.wasm
