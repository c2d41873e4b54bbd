"""The pages of an account: signing up, in and out; what is known about me."""

from flask import Blueprint

from caire.people.views import account, recovery, registration, sentences, sign_in

bp = Blueprint("people", __name__, template_folder="../templates")

for _story in (registration, sign_in, recovery, account):
    _story.add_routes(bp)

sentences.register()
