#!/usr/bin/env bash
# The official xAPI conformance suite against a fresh platform; docs/conformance.md says more.
# usage: conformance.sh [FOLDER [--xapi 1.0.3|2.0] [--database sqlite|postgresql] [--grep PATTERN]]
# FOLDER is where the suite is or goes; without it: beside this repository.
set -euo pipefail
cd "$(dirname "$0")/.."
suite=${1:-../lrs-conformance-test-suite}
[ $# -eq 0 ] || shift
commit=2ec25f2eb8ccfcb7cb63ec2679dbd965f9f6ffdc # the newest of its main branch, 21 October 2024

command -v node >/dev/null || { echo "the suite runs on Node.js 18 or newer: please install it" >&2; exit 1; }
if [ ! -d "$suite" ]; then
  git clone -q https://github.com/adlnet/lrs-conformance-test-suite "$suite"
  git -C "$suite" checkout -q "$commit"
fi
[ -d "$suite/node_modules" ] || (cd "$suite" && npm install --no-audit --no-fund --silent)
PYTHONPATH=. exec .venv/bin/python scripts/conformance.py --suite "$suite" "$@"
