#!/usr/bin/env bash
# Compares gossip with js-libp2p: installs it from npm beside Gossip/js/peer.mjs and prints a table. The argument is the number of rounds.
set -euo pipefail
cd "$(dirname "$0")"
(cd Gossip/js && npm install --ignore-scripts --no-audit --no-fund --no-package-lock --silent)
dotnet run -c Release --project . -- gossip "$PWD/Gossip/js/peer.mjs" "${1:-3}"
