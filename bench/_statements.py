"""Statements as tools send them, about 1 kB each: an answer to a question of a course."""

import json
from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4, uuid5

HOME = "https://lms.example.org"
COURSE = f"{HOME}/courses/ai"
LEARNERS = 5_000
QUESTIONS = 400
VERBS = ("answered", "experienced", "completed", "passed", "failed")
#: From which a learner's registration is made.
SEED = UUID("6f0fdc5c-8f62-4f0e-9f0a-0f6f3c1b5e6d")


def learner(number: int, *, of: int = LEARNERS) -> dict[str, Any]:
    name = f"learner-{number % of}"
    return {"objectType": "Agent", "account": {"homePage": HOME, "name": name}}


def tutor(number: int) -> dict[str, Any]:
    return {"objectType": "Agent", "mbox": f"mailto:tutor-{number % 50}@example.org"}


def verb(number: int) -> str:
    return f"http://adlnet.gov/expapi/verbs/{VERBS[number % len(VERBS)]}"


def question(number: int) -> str:
    return f"{COURSE}/questions/{number % QUESTIONS}"


def registration(number: int, *, of: int = LEARNERS) -> str:
    return str(uuid5(SEED, str(number % of)))


def typical(number: int, *, of: int = LEARNERS) -> dict[str, Any]:
    """Said of one of so many learners."""
    asked = number % QUESTIONS
    return {
        "id": str(uuid4()),
        "actor": learner(number, of=of),
        "verb": {"id": verb(number), "display": {"fr-FR": "a répondu à", "en-US": "answered"}},
        "object": {
            "objectType": "Activity",
            "id": question(number),
            "definition": {
                "type": "http://adlnet.gov/expapi/activities/cmi.interaction",
                "name": {"fr-FR": f"Question {asked}"},
                "interactionType": "choice",
                "choices": [
                    {"id": "a", "description": {"fr-FR": "Oui"}},
                    {"id": "b", "description": {"fr-FR": "Non"}},
                ],
                "correctResponsesPattern": ["a"],
            },
        },
        "result": {
            "score": {"scaled": 0.5, "raw": 1, "min": 0, "max": 2},
            "success": True,
            "response": "a",
            "duration": "PT12.4S",
        },
        "context": {
            "registration": registration(number, of=of),
            "instructor": tutor(number),
            "contextActivities": {
                "parent": [{"id": f"{COURSE}/quizzes/{asked // 10}"}],
                "grouping": [{"id": COURSE}],
            },
            "platform": "Example LMS",
            "language": "fr-FR",
        },
        "timestamp": "2026-11-20T10:00:00.000Z",
    }


def batches(size: int, *, first: int = 0) -> Iterator[bytes]:
    """Bodies of POSTs, each with `size` statements."""
    while True:
        yield json.dumps([typical(number) for number in range(first, first + size)]).encode()
        first += size
