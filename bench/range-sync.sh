#!/usr/bin/env bash
# Measures range sync between node processes over the loopback: the number of slots of a chain, and of nodes that have it.
set -euo pipefail
cd "$(dirname "$0")"
dotnet run -c Release --project . -- range-sync "${1:-512}" "${2:-1}"
