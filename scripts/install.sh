#!/usr/bin/env bash
# Make .venv hold what is pinned. usage: install.sh run|dev PYTHON
set -euo pipefail
kind=$1 python=$2 venv=.venv

say() { printf 'caire: %s\n' "$*" >&2; }

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then sudo "$@"; else return 1; fi
}

# Install system packages where we may; else name them.
system_packages() {
  if command -v apt-get >/dev/null; then
    say "installing system packages: $*"
    if as_root apt-get update -qq >/dev/null && as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$@" >/dev/null; then return; fi
  fi
  say "please install these system packages, then repeat the command: $*"
  exit 1
}

command -v "$python" >/dev/null || { say "Python 3.11 or newer is needed, and no $python was found"; exit 1; }
"$python" - <<'PY' || { say "Python 3.11 or newer is needed; this is $("$python" --version). Try: make PYTHON=python3.11 …"; exit 1; }
import sys
sys.exit(sys.version_info < (3, 11))
PY

if [ ! -x $venv/bin/python ]; then
  "$python" -m venv $venv 2>/dev/null || { rm -rf $venv; system_packages python3-venv; "$python" -m venv $venv; }
fi
$venv/bin/python -m pip --version >/dev/null 2>&1 || { rm -rf $venv; system_packages python3-venv; "$python" -m venv $venv; }

pip() { $venv/bin/python -m pip --disable-pip-version-check --quiet "$@"; }
file=requirements.txt
[ "$kind" = dev ] && file=requirements-dev.txt
say "installing $file (a few minutes the first time)"
pip install --require-hashes -r $file
# Python's own venv brings an older one, or none: it cannot read our pyproject.toml.
pip install 'setuptools>=77'
pip install --no-deps --no-build-isolation -e .
if [ "$kind" = dev ]; then
  # The shell without windows is a quarter faster; where it is not offered, any Chromium will do.
  if ! command -v chromium-headless-shell >/dev/null && command -v apt-get >/dev/null; then
    as_root env DEBIAN_FRONTEND=noninteractive timeout 120 apt-get install -y -qq chromium-headless-shell >/dev/null 2>&1 || true
  fi
  chromium=$(command -v chromium-headless-shell || command -v chromium || command -v chromium-browser || command -v google-chrome || true)
  [ -n "$chromium" ] || system_packages chromium
  touch $venv/.dev
fi
touch $venv/.run
