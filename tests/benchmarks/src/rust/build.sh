#!/bin/sh
# Builds each NAME.rs here to NAME.wasm: Debian's rustc (1.63) and libstd-rust-dev-wasm32.
# With --expect it also writes NAME.txt, what the natively compiled program prints.
set -eu
cd "$(dirname "$0")"
for source in bzip.rs json.rs markdown.rs regex.rs; do
    name=${source%.rs}
    ${RUSTC:-rustc} --edition 2021 -O -C lto -C panic=abort -C strip=debuginfo --target wasm32-wasi "$source" -o "$name.wasm"
    if [ "${1:-}" = --expect ]; then
        native=$(mktemp)
        ${RUSTC:-rustc} --edition 2021 -O "$source" -o "$native" && "$native" > "$name.txt"
        rm -f "$native"
    fi
done
