"""What a trace says, in one plain sentence of French or English.

No-break spaces are written as escapes: nobody sees them in a source file.
"""

from collections.abc import Mapping
from typing import Any

from caire.lrs import vocabulary as v
from caire.lrs.records import StatementRecord

NBSP = "\u00a0"
NARROW = "\u202f"
#: How much of a name that another program gave is told.
WORDS_MAX = 160

#: Verb and kind of activity -> French and English. `{title}` comes in quotation marks, or as the
#: number of what has none.
_SENTENCES: Mapping[tuple[str, str], tuple[str, str]] = {
    (v.REGISTERED, "course"): ("Inscription au parcours {title}", "Enrolled in the course {title}"),
    (v.EXPERIENCED, "screen"): ("Écran {title} parcouru", "Went through the screen {title}"),
    (v.ANSWERED, "item"): ("Réponse à la question {title}", "Answered the question {title}"),
    (v.ANSWERED, "activity"): (
        "Réponse dans l’activité {title}",
        "Answered in the activity {title}",
    ),
    (v.COMPLETED, "screen"): ("Test {title} rendu", "Handed in the test {title}"),
    (v.COMPLETED, "activity"): ("Activité {title} terminée", "Finished the activity {title}"),
    (v.INITIALIZED, "activity"): ("Activité {title} ouverte", "Opened the activity {title}"),
    (v.INTERACTED, "activity"): (
        "Manipulation dans l’activité {title}",
        "Tried something in the activity {title}",
    ),
    (v.PROGRESSED, "activity"): (
        "Mission accomplie dans l’activité {title}",
        "Ended a mission in the activity {title}",
    ),
    (v.ATTEMPTED, "exam"): ("Évaluation {title} commencée", "Began the assessment {title}"),
    (v.ANSWERED, "card"): ("Carte de révision {title} revue", "Reviewed the card {title}"),
    (v.DELETED, "review"): ("Calendrier de révision effacé", "Erased the review’s schedule"),
    (v.DELETED, "mastery"): ("Carte des acquis effacée", "Erased the map of what is known"),
    (v.PASSED, "exam"): ("Évaluation {title} réussie", "Passed the assessment {title}"),
    (v.FAILED, "exam"): ("Évaluation {title} non réussie", "Did not pass the assessment {title}"),
    (v.AUTHORIZED, "exam"): (
        "Tentative de plus ouverte à l’évaluation {title}",
        "One more attempt opened at the assessment {title}",
    ),
    (v.BOOKED, "workshop"): ("Place réservée à la séance {title}", "Booked the half-day {title}"),
    (v.UNREGISTERED, "workshop"): (
        "Place annulée à la séance {title}",
        "Gave up the seat in the half-day {title}",
    ),
    (v.ATTENDED, "workshop"): ("Présence à la séance {title}", "Attended the half-day {title}"),
    (v.COMPLETED, "production"): ("Texte {title} écrit", "Wrote the text {title}"),
    (v.ATTEMPTED, "dossier"): ("Dossier {title} déposé", "Handed in the file {title}"),
    (v.SCORED, "dossier"): ("Dossier {title} noté", "File {title} marked"),
    (v.REQUESTED, "dossier"): (
        "Deuxième lecture demandée pour le dossier {title}",
        "Second marking of the file {title} asked for",
    ),
    (v.PASSED, "dossier"): ("Dossier {title} réussi", "Passed with the file {title}"),
    (v.FAILED, "dossier"): ("Dossier {title} non réussi", "Did not pass with the file {title}"),
    (v.ATTEMPTED, "placement"): ("Positionnement {title} commencé", "Began the placement {title}"),
    (v.COMPLETED, "placement"): (
        "Positionnement {title} terminé",
        "Finished the placement {title}",
    ),
    (v.PASSED, "placement"): ("Positionnement {title} réussi", "Passed the placement {title}"),
    (v.FAILED, "placement"): (
        "Positionnement {title} non réussi",
        "Did not pass the placement {title}",
    ),
    (v.WAIVED, "placement"): (
        "Dispense obtenue par le positionnement {title}",
        "Exempted by the placement {title}",
    ),
    (v.EARNED, "certificate"): ("Certificat {title} obtenu", "Earned the certificate {title}"),
    ("revoked", "certificate"): ("Certificat {title} révoqué", "Certificate {title} revoked"),
}
#: Verbs that other programs often send without a French display: the registries of ADL and cmi5,
#: the profile of videos. By the end of their address, which they share.
_OFTEN: Mapping[str, tuple[str, str]] = {
    "abandoned": ("a abandonné", "abandoned"),
    "accessed": ("a consulté", "accessed"),
    "asked": ("a demandé", "asked"),
    "attempted": ("a commencé", "attempted"),
    "commented": ("a commenté", "commented"),
    "created": ("a créé", "created"),
    "deleted": ("a supprimé", "deleted"),
    "downloaded": ("a téléchargé", "downloaded"),
    "exited": ("a quitté", "exited"),
    "imported": ("a importé", "imported"),
    "launched": ("a lancé", "launched"),
    "logged-in": ("a ouvert une session sur", "logged in to"),
    "logged-out": ("a fermé sa session sur", "logged out of"),
    "mastered": ("a maîtrisé", "mastered"),
    "paused": ("a mis en pause", "paused"),
    "played": ("a lu", "played"),
    "preferred": ("a préféré", "preferred"),
    "responded": ("a répondu à", "responded to"),
    "resumed": ("a repris", "resumed"),
    "scored": ("a obtenu un score à", "scored"),
    "seeked": ("a navigué dans", "seeked"),
    "shared": ("a partagé", "shared"),
    "suspended": ("a suspendu", "suspended"),
    "terminated": ("a quitté", "terminated"),
    "viewed": ("a consulté", "viewed"),
    "waived": ("a une dispense pour", "waived"),
}
_NUMBERED = (f"n°{NBSP}{{}}", f"no.{NBSP}{{}}")
_VOIDED = ("Trace {title} annulée", "Trace {title} taken back")
_PROFILE = ("profil {}", "profile {}")
_ATTEMPT = ("tentative {}", "attempt {}")
_TRY = ("essai {}", "try {}")
_STEP = ("étape {}", "step {}")
#: Steps of activities, by what stands before the number in `mission-2`.
_STEPS: Mapping[str, tuple[str, str]] = {
    "prediction": ("prédiction", "prediction"),
    "mission": ("mission {}", "mission {}"),
    "explanation": ("explication", "explanation"),
}
_RIGHT = ("juste", "right")
_PARTLY = ("à revoir", "to be looked at again")
_PRESENT = ("{} du temps", "{} of the time")
_POINTS = ("{} points sur {}", "{} points out of {}")


def sentence(record: StatementRecord, language: str, titles: Mapping[str, str]) -> str:
    """One sentence about a statement, ours or not.

    Args:
        language: `fr` or `en`.
        titles: what people call activities, by name (`n1.s1.e1`, `aware`, a half-day's number);
            a name without title is shown as it is.
    """
    tongue = _Tongue(language)
    data = record.data
    if record.verb == v.VOIDED:
        return _end(tongue.pick(_VOIDED).format(title=tongue.quoted(data["object"]["id"])))
    kind, name = v.local_activity(record.activity or "")
    verb = "revoked" if record.verb.endswith("/xapi/verbs/revoked") else record.verb
    wording = _SENTENCES.get((verb, kind)) if record.is_own else None
    if wording is None:
        return _end(_foreign(data, tongue))
    name, _, step = name.partition("#")
    said = tongue.pick(wording).format(title=_title(kind, name, titles, tongue))
    details = _details(record, step, tongue)
    return _end(f"{said} ({', '.join(details)})" if details else said)


def _title(kind: str, name: str, titles: Mapping[str, str], tongue: "_Tongue") -> str:
    """A half-day without a title has a number, which is no title."""
    if kind == "workshop" and name not in titles:
        return tongue.pick(_NUMBERED).format(name)
    return tongue.quoted(titles.get(name, name))


class _Tongue:
    """How French and English write quotation marks and percentages."""

    def __init__(self, language: str) -> None:
        self.is_french = language != "en"

    def pick(self, pair: tuple[str, str]) -> str:
        return pair[0] if self.is_french else pair[1]

    def quoted(self, text: str) -> str:
        return f"«{NBSP}{text}{NBSP}»" if self.is_french else f"“{text}”"

    def share(self, value: float) -> str:
        percent = f"{round(100 * value)}"
        return f"{percent}{NARROW}%" if self.is_french else f"{percent}%"

    def number(self, value: float) -> str:
        text = f"{value:g}"
        return text.replace(".", ",") if self.is_french else text


def _details(record: StatementRecord, step: str, tongue: _Tongue) -> list[str]:
    """What the result and the context add, shortest first."""
    extensions, result = v.extensions_of(record.data), record.data.get("result", {})
    details = []
    for key, wording in (("profile", _PROFILE), ("attempt", _ATTEMPT), ("try", _TRY)):
        if key in extensions:
            details.append(tongue.pick(wording).format(extensions[key]))
    if step:
        details.append(_step(step, tongue))
    if record.verb == v.ATTENDED and "presence" in extensions:
        details.append(tongue.pick(_PRESENT).format(tongue.share(extensions["presence"])))
    if record.verb == v.ANSWERED and "success" in result:
        details.append(tongue.pick(_RIGHT if result["success"] else _PARTLY))
    return details + _score(result.get("score", {}), tongue)


def _step(step: str, tongue: _Tongue) -> str:
    """`mission-2` in words; an odd name is shown as it is."""
    kind, _, number = step.partition("-")
    wording = _STEPS.get(kind)
    return tongue.pick(wording).format(number) if wording else tongue.pick(_STEP).format(step)


def _score(score: Mapping[str, Any], tongue: _Tongue) -> list[str]:
    if "raw" in score and "max" in score:
        points = tongue.number(score["raw"]), tongue.number(score["max"])
        return [tongue.pick(_POINTS).format(*points)]
    return [tongue.share(score["scaled"])] if "scaled" in score else []


def _foreign(data: Mapping[str, Any], tongue: _Tongue) -> str:
    """Somebody else's trace: its own words for the verb and the object."""
    verb = data["verb"]
    said = _verb(verb["id"], verb.get("display", {}), tongue)
    what = _named(data["object"], tongue)
    colon = f"{NBSP}:" if tongue.is_french else ":"
    return f"{said}{colon} {tongue.quoted(what)}" if what else said


def named(thing: Mapping[str, Any], language: str) -> str:
    """How a trace names its actor or its object; empty when it does not."""
    return _named(thing, _Tongue(language))


def verb_name(iri: str, display: Mapping[str, str], language: str) -> str:
    """A verb in the language: as its traces display it, as we do, else the end of its address."""
    return _verb(iri, display, _Tongue(language))


def _verb(iri: str, display: Mapping[str, str], tongue: _Tongue) -> str:
    known = v.VERB_NAMES.get(iri) or _often(iri)
    said = _exactly(display, tongue) or _exactly(known, tongue)
    return _cut(said or _in_language(display, tongue) or _last_part(iri))


def _often(iri: str) -> Mapping[str, str]:
    pair = _OFTEN.get(_last_part(iri))
    return dict(zip(("fr", "en"), pair, strict=True)) if pair else {}


def _named(thing: Mapping[str, Any], tongue: _Tongue) -> str:
    """An activity's name, an agent's, or what identifies it; of a sub-statement, its object's."""
    if thing.get("objectType") == "SubStatement":
        return _foreign(thing, tongue)
    name = _in_language(thing.get("definition", {}).get("name", {}), tongue)
    known = thing.get("account", {}).get("name") or thing.get("openid")
    mail = thing.get("mbox", "").removeprefix("mailto:") or thing.get("mbox_sha1sum")
    return _cut(name or thing.get("name") or thing.get("id") or mail or known or "")


def _in_language(texts: Mapping[str, str], tongue: _Tongue) -> str | None:
    """The text of a language map: in the language asked for, else in any."""
    return _exactly(texts, tongue) or next(iter(texts.values()), None)


def _exactly(texts: Mapping[str, str], tongue: _Tongue) -> str | None:
    wanted = "fr" if tongue.is_french else "en"
    for tag, text in texts.items():
        if tag.lower().split("-")[0] == wanted:
            return text
    return None


def _last_part(iri: str) -> str:
    return iri.rstrip("/#").rpartition("/")[2] or iri


def _cut(text: str) -> str:
    """Others' words may be as long as they like: a sentence holds their beginning."""
    plain = " ".join(text.split())
    return plain if len(plain) <= WORDS_MAX else plain[: WORDS_MAX - 1] + "…"


def _end(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else text + "."
