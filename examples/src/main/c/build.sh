#!/bin/sh
# Builds the examples' modules from C. The results are kept in the repository, so that nobody needs a C compiler to run them.
# On Debian: apt-get install clang lld wasi-libc libclang-rt-14-dev-wasm32
set -eu
cd "$(dirname "$0")"
out=../resources/dev/troupe/examples
mkdir -p $out/markdown $out/wordcount

# A library: no libc, no imports. The stack comes first in memory, so that its overflow traps instead of overwriting data.
clang --target=wasm32 -Os -Wall -Wextra -std=c11 -ffreestanding -fno-builtin-memset -mbulk-memory -msign-ext -nostdlib \
    -Wl,--no-entry -Wl,--stack-first -Wl,-z,stack-size=262144 \
    -o $out/markdown/markdown.wasm markdown/*.c

# A command: wasi-libc, _start.
clang --target=wasm32-wasi -Os -Wall -Wextra -std=c11 -Wl,--stack-first -Wl,--strip-debug \
    -o $out/wordcount/wordcount.wasm wordcount/*.c

ls -l $out/*/*.wasm
