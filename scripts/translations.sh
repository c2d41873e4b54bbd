#!/usr/bin/env bash
# Bring messages.po up to date with the source. usage: translations.sh [--check]
# With --check nothing is written: it fails when a message is missing, untranslated or out of use.
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

if [ "$mode" != --check ] && ! cmp -s "$scratch/messages.po" "$catalogue"; then
  cp "$scratch/messages.po" "$catalogue"
fi

$bin/python - "$scratch/messages.po" "$catalogue" <<'PY' || faults=1
import sys
from pathlib import Path

from babel.messages.pofile import read_po


def messages(name):
    with Path(name).open("rb") as source:
        return {message.id: message for message in read_po(source, locale="en") if message.id}


wanted, written = (messages(name) for name in sys.argv[1:])
untranslated = [
    message
    for message in wanted.values()
    if not all([message.string] if isinstance(message.string, str) else message.string)
]
for message in untranslated:
    places = ", ".join(place for place, _ in message.locations)
    print(f"untranslated: {message.id!r} ({places})", file=sys.stderr)
unused = written.keys() - wanted.keys()
for message in unused:
    print(f"no longer in the source: {message!r}", file=sys.stderr)
sys.exit(bool(untranslated or unused))
PY

if [ "${faults:-0}" = 1 ]; then
  echo "translate what is named above in $catalogue (first run: make translations)" >&2
fi
[ "$mode" != --check ] || exit "${faults:-0}"
