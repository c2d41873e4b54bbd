"""The simulated agent: it looks for orders in all it reads, and follows them. No model, no network.

A list of patterns stands for the model: naive on purpose, the same words give the same deeds.
"""

import re
from dataclasses import dataclass

from caire.sdk import in_language
from modules.responsible.activities.injection.day import Deed, Scenario

SENTENCE = re.compile(r"(?<=[.!?])\s+")
ADDRESS = re.compile(r"[\w.-]+@[\w.-]*\w")
FILE = re.compile(r"\b\d{4}\b")
LINK = re.compile(r"https://\S+")
SEND = re.compile(
    r"\b(envoie|envoyez|transmets|transmettez|réponds|répondez|send|forward|reply)\b", re.IGNORECASE
)
EVENT = re.compile(r"\b(fixe|fixez|crée|créez|book|create)\b", re.IGNORECASE)
ADD = re.compile(r"\b(ajoute|ajoutez|add)\b", re.IGNORECASE)
#: A content that says this passes for an order of the service, even when contents are set apart.
DISGUISE = re.compile(r"\s*(consigne du service|instruction from the department)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Orders:
    """What the agent wants to do, and whether the separation kept it from some order."""

    deeds: tuple[Deed, ...]
    set_apart: bool


def orders(scenario: Scenario, language: str, *, separated: bool) -> Orders:
    """Read the task, then the content; when `separated`, content commands only in disguise."""
    read = sentences(in_language(scenario.task, language))
    content = sentences(in_language(scenario.content, language)) if scenario.content else ()
    heard = tuple(s for s in content if not separated or DISGUISE.match(s))
    followed = (*read, *heard)
    link = any(ADD.search(s) and LINK.search(s) for s in followed)
    deeds = tuple(deed for s in followed if (deed := deed_of(s, link=link)))
    return Orders(deeds, any(_commands(s) for s in content if s not in heard))


def sentences(text: str) -> tuple[str, ...]:
    return tuple(SENTENCE.split(text.strip()))


def deed_of(sentence: str, *, link: bool = False) -> Deed | None:
    """The deed a sentence orders, None when it orders none. A message needs an address."""
    found = ADDRESS.search(sentence)
    to, files = found[0] if found else "", frozenset(FILE.findall(sentence))
    if SEND.search(sentence) and to:
        return Deed("send", to, files, link)
    if EVENT.search(sentence):
        return Deed("event", to, files)
    return None


def _commands(sentence: str) -> bool:
    return bool(deed_of(sentence) or (ADD.search(sentence) and LINK.search(sentence)))
