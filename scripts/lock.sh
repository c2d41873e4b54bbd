#!/usr/bin/env bash
# Write requirements*.txt from requirements*.in, with hashes, for every platform.
set -euo pipefail
for name in requirements requirements-dev; do
  uv pip compile $name.in --quiet --generate-hashes --universal --python-version 3.11 \
    --no-header --no-emit-index-url -o $name.txt "$@"
done
