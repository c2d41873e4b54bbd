#!/usr/bin/env bash
# The whole suite, on SQLite and PostgreSQL; browser tests with the system's Chromium.
set -euo pipefail
workers=${CAIRE_TEST_WORKERS:-$(nproc 2>/dev/null || echo 2)}
exec .venv/bin/python -m pytest -q -n "$workers" --dist loadscope "$@"
