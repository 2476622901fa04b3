#!/usr/bin/env bash
# Measures the memory of a node process with idle peers. Arguments: minutes they stay (5), peers (200).
set -euo pipefail
cd "$(dirname "$0")"
dotnet run -c Release --project . -- peers-memory "${1:-5}" "${2:-200}"
