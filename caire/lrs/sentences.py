"""What a trace says, in one plain sentence of French or English.

No-break spaces are written as escapes: nobody sees them in a source file.
"""

from collections.abc import Mapping
from typing import Any

from caire.lrs import vocabulary as v
from caire.lrs.records import StatementRecord

NBSP = "\u00a0"
NARROW = "\u202f"

#: Verb and kind of activity -> French and English. `{title}` comes in quotation marks.
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
    (v.PASSED, "exam"): ("Évaluation {title} réussie", "Passed the assessment {title}"),
    (v.FAILED, "exam"): ("Évaluation {title} non réussie", "Did not pass the assessment {title}"),
    (v.BOOKED, "workshop"): ("Place réservée à la séance {title}", "Booked the half-day {title}"),
    (v.UNREGISTERED, "workshop"): (
        "Place annulée à la séance {title}",
        "Gave up the seat in the half-day {title}",
    ),
    (v.ATTENDED, "workshop"): ("Présence à la séance {title}", "Attended the half-day {title}"),
    (v.EARNED, "certificate"): ("Certificat {title} obtenu", "Earned the certificate {title}"),
    ("revoked", "certificate"): ("Certificat {title} révoqué", "Certificate {title} revoked"),
}
_VOIDED = ("Trace {title} annulée", "Trace {title} taken back")
_PROFILE = ("profil {}", "profile {}")
_ATTEMPT = ("tentative {}", "attempt {}")
_TRY = ("essai {}", "try {}")
_STEP = ("étape {}", "step {}")
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
    said = tongue.pick(wording).format(title=tongue.quoted(titles.get(name, name)))
    details = _details(record, step, tongue)
    return _end(f"{said} ({', '.join(details)})" if details else said)


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
        details.append(tongue.pick(_STEP).format(step))
    if record.verb == v.ATTENDED and "presence" in extensions:
        details.append(tongue.pick(_PRESENT).format(tongue.share(extensions["presence"])))
    if record.verb == v.ANSWERED and "success" in result:
        details.append(tongue.pick(_RIGHT if result["success"] else _PARTLY))
    return details + _score(result.get("score", {}), tongue)


def _score(score: Mapping[str, Any], tongue: _Tongue) -> list[str]:
    if "raw" in score and "max" in score:
        points = tongue.number(score["raw"]), tongue.number(score["max"])
        return [tongue.pick(_POINTS).format(*points)]
    return [tongue.share(score["scaled"])] if "scaled" in score else []


def _foreign(data: Mapping[str, Any], tongue: _Tongue) -> str:
    """Somebody else's trace: its own words for the verb and the object."""
    verb, target = data["verb"], data["object"]
    named = target.get("definition", {}).get("name", {})
    what = _in_language(named, tongue) or target.get("name") or target.get("id") or ""
    said = _in_language(verb.get("display", {}), tongue) or _last_part(verb["id"])
    colon = f"{NBSP}:" if tongue.is_french else ":"
    return f"{said}{colon} {tongue.quoted(what)}" if what else said


def _in_language(texts: Mapping[str, str], tongue: _Tongue) -> str | None:
    """The text of a language map: in the language asked for, else in any."""
    wanted = "fr" if tongue.is_french else "en"
    for tag, text in texts.items():
        if tag.lower().split("-")[0] == wanted:
            return text
    return next(iter(texts.values()), None)


def _last_part(iri: str) -> str:
    return iri.rstrip("/#").rpartition("/")[2] or iri


def _end(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else text + "."
