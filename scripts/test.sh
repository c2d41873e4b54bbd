#!/usr/bin/env bash
# The whole suite, on SQLite and PostgreSQL; browser tests with the system's Chromium.
set -euo pipefail
# One more than cores: tests also wait, for disks, browsers and servers.
workers=${CAIRE_TEST_WORKERS:-$(($(nproc 2>/dev/null || echo 2) + 1))}
# Databases of tests need no disk: where memory is plenty, they live there.
if [ -z "${TMPDIR:-}" ] && [ "$(df --output=avail -k /dev/shm 2>/dev/null | tail -1)" -gt 4000000 ] 2>/dev/null; then
  TMPDIR=$(mktemp -d /dev/shm/caire-tests-XXXXXX)
  export TMPDIR
  trap 'rm -rf "$TMPDIR"' EXIT
fi
.venv/bin/python -m pytest -q -n "$workers" --dist worksteal "$@"
