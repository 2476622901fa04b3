#!/usr/bin/env bash
# Measures our SHA-256, BLS and KZG against native libraries from npm, by turns in one run, and prints a table.
# Options go to the program: --rounds N (20), --only TEXT (rows whose name holds it), --clock cpu (processor time, for a machine
# that is busy otherwise). Needs Node, npm and, for c-kzg, a C++ compiler.
set -euo pipefail
cd "$(dirname "$0")/.."

npm install --prefix bench/Native --no-package-lock --no-audit --no-fund --silent >&2
dotnet build -c Release -v q -nologo bench >&2

# blst starts as many threads as there are processors in sight: one each, the same for both sides, which never run at once.
pin=()
if command -v taskset > /dev/null; then
  allowed=$(taskset -cp $$ | sed 's/.*: *//')
  pin=(taskset -c "${BENCH_CPU:-${allowed##*[,-]}}")
else
  echo "no taskset: blst may run on several threads" >&2
fi

# Each mode that the machine has: as it is, and without AVX-512 where there is AVX-512.
modes=("DOTNET_EnableAVX512=1")
if grep -qw avx512f /proc/cpuinfo 2> /dev/null; then modes+=("DOTNET_EnableAVX512=0"); fi
for mode in "${modes[@]}"; do
  env "$mode" "${pin[@]}" dotnet run -c Release --no-build --project bench -- native --node bench/Native/driver.mjs "$@"
done
