#!/usr/bin/env bash
# A new migration from what the models changed. usage: migration.sh "add room"
set -euo pipefail
message=${1:?say what changes: make migration M="add room"}
stamp=$(date -u +%Y%m%d_%H%M)
slug=$(printf '%s' "$message" | tr 'A-Z ' 'a-z_' | tr -cd 'a-z0-9_')
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export CAIRE_DATABASE_URL="sqlite:///$scratch/schema.db"
.venv/bin/python - "$message" "$stamp" "$slug" <<'PY'
import sys
from alembic import command
from caire.config import Config
from caire.db import make_engine
from caire.migrate import alembic_config, upgrade_to_head

message, stamp, slug = sys.argv[1:]
engine = make_engine(Config.load().database.url)
upgrade_to_head(engine)
settings = alembic_config(engine)
settings.set_main_option("file_template", f"{stamp}_{slug}")
command.revision(settings, message=message, rev_id=stamp, autogenerate=True)
PY
.venv/bin/ruff format -q migrations && .venv/bin/ruff check --fix migrations
