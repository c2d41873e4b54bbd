"""Other stores that get traces, and what they refused: read here, changed by command."""

from dataclasses import dataclass

from flask import Blueprint, render_template
from flask_babel import gettext as _

from caire.lrs.forwarding.dead import DeadRow, dead_letters
from caire.lrs.forwarding.targets import TargetRow, targets
from caire.web.database import current_db
from caire.web.guards import admin_required

#: Refused traces on the page; the command shows more.
LETTERS = 50


@dataclass(frozen=True, slots=True)
class ShownTarget:
    """`state` in words; `is_stuck` when somebody should look."""

    row: TargetRow
    state: str
    is_stuck: bool


def add_routes(bp: Blueprint) -> None:
    bp.add_url_rule("/forwarding/", view_func=forwarding)


@admin_required
def forwarding() -> str:
    """Every target with its state, then the first traces that stand aside."""
    db = current_db()
    rows: list[DeadRow] = dead_letters(db, limit=LETTERS + 1)
    return render_template(
        "administration/forwarding.html",
        targets=[_shown(row) for row in targets(db)],
        letters=rows[:LETTERS],
        has_more=len(rows) > LETTERS,
    )


def _shown(row: TargetRow) -> ShownTarget:
    if row.paused_at is not None:
        return ShownTarget(row, _("En pause\xa0: rien n’est perdu."), is_stuck=False)
    if row.sifts:
        state = _("En échec depuis plus d’un jour\xa0: la trace qui bloque est cherchée.")
        return ShownTarget(row, state, is_stuck=True)
    if row.attempts:
        return ShownTarget(row, _("En échec\xa0: nouvel essai prévu."), is_stuck=True)
    if row.waiting:
        return ShownTarget(row, _("En cours d’envoi."), is_stuck=False)
    return ShownTarget(row, _("À jour."), is_stuck=False)
