#!/usr/bin/env bash
# Takes states that we make through decoding, root, the end of an epoch, blocks and encoding, by us and by Lodestar's state transition from
# npm, by turns in one run, and prints tables. Needs Node and npm.
#   bench/state-vs-lodestar.sh [ROUNDS [SIZES [PLOT]]]     5 100000,500000,1000000,2000000 /tmp/state-vs-lodestar.svg
set -euo pipefail
cd "$(dirname "$0")/.."

npm install --prefix bench/Lodestar --ignore-scripts --no-package-lock --no-audit --no-fund --silent >&2
dotnet build -c Release -v q -nologo bench >&2

# Node's own bound of its heap is some 4 GB: less than a million validators take there.
export NODE_OPTIONS="${NODE_OPTIONS:---max-old-space-size=16384}"
exec dotnet run -c Release --no-build --project bench -- lodestar bench/Lodestar/driver.mjs "${1:-5}" \
  "${2:-100000,500000,1000000,2000000}" "${3:-/tmp/state-vs-lodestar.svg}"
