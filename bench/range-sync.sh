#!/usr/bin/env bash
# Measures range sync between two node processes over the loopback. The argument is the number of slots of a chain.
set -euo pipefail
cd "$(dirname "$0")"
dotnet run -c Release --project . -- range-sync "${1:-512}"
