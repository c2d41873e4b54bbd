"""The tiny course, with a sequence that holds the exam and two productions."""

from pathlib import Path

from tests.support.content import LEVEL, ContentFolder

EXAM, CORRECTION, PLEDGES = "n1.s2.e1", "n1.s2.e2", "n1.s2.e3"
REVIEW = "aware/s2-bilan/module.yaml"
WORDS = "aware/s2-bilan/e3.md"
ENGLISH_WORDS = "i18n/en/aware/s2-bilan/e3.md"
FRONT = """---
id: {id}
type: production
title: "{title}"
minutes: {minutes}
words: 6
competencies: [caire.c1.1.a]
lang: {lang}
licence: CC-BY-SA-4.0
authors: [{{name: "Équipe CAIRE", role: writing}}]
fields:
  - {{id: un, label: "{label}", help: "{help}", max_length: 60}}
  - {{id: deux, label: "{label} 2", max_length: 60}}
{about}version: 1.0.0
created: 2026-11-21
review_by: 2028-11-30
{source}---
{body}
"""
MODULE = """schema: caire.module/1
id: n1.s2
level: 1
title: Bilan
objective: "Finir."
competencies: [caire.c1.1]
minutes: 5
version: 1.0.0
licence: CC-BY-SA-4.0
review_by: 2028-11-30
screens:
  - {id: n1.s2.e1, type: exam, title: "Évaluation finale", minutes: 1.3}
  - {id: n1.s2.e2, type: production, file: e2.md, minutes: 2.4}
  - {id: n1.s2.e3, type: production, file: e3.md, minutes: 0.9}
completion: {screens: all, questions: answered_once, activities: completed}
"""


def front(id: str, minutes: float, about: str, lang: str) -> str:
    french = lang == "fr"
    return FRONT.format(
        id=id,
        minutes=minutes,
        lang=lang,
        title="Mes engagements" if french else "My commitments",
        label="Engagement" if french else "Commitment",
        help="Quoi, et quand ?" if french else "What, and when?",
        about=about,
        source="" if french else "source_version: 1.0.0\n",
        body="Écrivez ce que vous ferez demain." if french else "Write what you will do tomorrow.",
    )


def with_productions(folder: Path) -> ContentFolder:
    """The tiny course with a second sequence: the exam, its correction, commitments."""
    content = ContentFolder.copied_to(folder / "content")
    content.edit(LEVEL, "[s1-tri]", "[s1-tri, s2-bilan]")
    content.add("aware/s2-bilan/module.yaml", MODULE)
    for lang, root in (("fr", "aware/s2-bilan"), ("en", "i18n/en/aware/s2-bilan")):
        content.add(f"{root}/e2.md", front(CORRECTION, 2.4, "about: exam\n", lang))
        content.add(f"{root}/e3.md", front(PLEDGES, 0.9, "about: workshop\n", lang))
    content.add(
        "i18n/en/aware/s2-bilan/module.yaml",
        "schema: caire.overlay/1\nsource_version: 1.0.0\nstrings:\n"
        "  title: Review\n  objective: Finish.\n  screens.n1.s2.e1.title: Final assessment\n",
    )
    return content
