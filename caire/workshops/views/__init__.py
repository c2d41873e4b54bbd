"""Pages of half-days: the learner's under /learn/workshops/, the trainer's under /train/."""

from flask import Blueprint

from caire.workshops.sentences import register
from caire.workshops.views import (
    closing,
    offers,
    paper,
    participants,
    planning,
    room,
    session,
    signing,
)

bp = Blueprint("workshops", __name__, template_folder="../templates")

for _story in (offers, signing, planning, session, participants, paper, room, closing):
    _story.add_routes(bp)

register()
