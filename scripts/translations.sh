#!/usr/bin/env bash
# Bring messages.po up to date with the source. usage: translations.sh [--check]
# With --check nothing is written; it fails when the file is behind, or a message untranslated.
set -euo pipefail
cd "$(dirname "$0")/.."
bin=.venv/bin
catalogue=caire/web/translations/en/LC_MESSAGES/messages.po
mode=${1:-}
if [ -n "$mode" ] && [ "$mode" != --check ]; then
  echo "usage: $0 [--check]" >&2
  exit 2
fi
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# No line numbers: a catalogue that changes with each line added is read by nobody.
$bin/pybabel -q extract --mapping pyproject.toml --keywords "_l lazy_gettext" --no-wrap \
  --add-location file --sort-by-file --output "$scratch/messages.pot" caire modules
cp "$catalogue" "$scratch/messages.po"
# A guess from a sentence that looks alike would pass for a translation: none is made.
$bin/pybabel -q update --input-file "$scratch/messages.pot" --output-file "$scratch/messages.po" \
  --locale en --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --no-wrap

$bin/python - "$scratch/messages.po" <<'PY' || untranslated=1
import sys
from pathlib import Path

from babel.messages.pofile import read_po

with Path(sys.argv[1]).open("rb") as source:
    catalogue = read_po(source, locale="en")
missing = [
    message
    for message in catalogue
    if message.id and not all([message.string] if isinstance(message.string, str) else message.string)
]
for message in missing:
    places = ", ".join(place for place, _ in message.locations)
    print(f"untranslated: {message.id!r} ({places})", file=sys.stderr)
sys.exit(bool(missing))
PY

if [ "$mode" = --check ]; then
  if ! cmp -s "$scratch/messages.po" "$catalogue"; then
    echo "$catalogue is behind the source: run make translations" >&2
    exit 1
  fi
  exit "${untranslated:-0}"
fi
if ! cmp -s "$scratch/messages.po" "$catalogue"; then
  cp "$scratch/messages.po" "$catalogue"
fi
