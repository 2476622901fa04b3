#!/usr/bin/env bash
# Measures verified attestations a second, and per second of processor time, from the wire to the pool of a node process. The argument
# is the number of validators.
set -euo pipefail
cd "$(dirname "$0")"
dotnet run -c Release --project . -- attestations "${1:-16384}"
