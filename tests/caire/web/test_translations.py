"""The interface is written in French and wholly translated into English."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from caire.config import ROOT
from caire.web.language import compiled
from tests.factories import load_courses, make_learner, make_person
from tests.support.client import PageClient
from tests.support.databases import FilledDatabases
from tests.support.wording import (
    bare_strings_of_pages,
    bare_words_of_templates,
    extracted,
    forms,
    messages,
)

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%")
QUOTED = re.compile(r"“[^”]*”|«[^»]*»")
#: Words that one language has and the other has not; elided articles, and French quotation marks.
FRENCH = re.compile(
    r"\b(?:le|la|les|un|une|des|du|vous|votre|vos|est|sont|pour|avec|dans|sur|et|ou|qui|cette|pas"
    r"|séances?|niveaux?|parcours|leçons?|émargement|réponses?)\b|\b[dlnsjcm]’[a-zéèê]{2}|[«»]",
    re.IGNORECASE,
)
ENGLISH = re.compile(
    r"\b(?:the|you|your|with|and|of|this|that|is|are|not|from|to|for|sign in|course)\b",
    re.IGNORECASE,
)
#: Names that stay French in English, and what is no sentence: languages, addresses, commands, CSS
#: classes, the quotation marks of an example that is French in both languages.
NAMES = re.compile(
    r"Équipe CAIRE|Défenseur des droits|Libre réponse \d+|Université des \S+|Bellerive-sur-Onde"
)
NO_SENTENCE = re.compile(
    r"English|Français|page--\w+|caire \w+ \w+|/[\w/-]+|www\.[\w./-]+|«\s|…\s»"
)
#: Its sentences stand in both languages side by side, for the command line too.
BILINGUAL = "caire/lrs/sentences.py"

VISITOR_PAGES = (
    "/",
    "/levels/aware",
    "/sign-in",
    "/sign-up",
    "/password/forgotten",
    "/verify/",
    "/accessibilite",
    "/mentions-legales",
    "/confidentialite",
    "/ecoconception",
    "/nowhere",
)
LEARNER_PAGES = (
    "/learn/",
    "/learn/aware",
    "/learn/aware/exam",
    "/learn/aware/why",
    "/learn/workshops/",
    "/learn/certificates/",
    "/account",
    "/account/erase",
)


class TestTheCatalogue:
    def test_passes_the_check_that_names_what_to_translate(self) -> None:
        checked = subprocess.run(
            ["bash", "scripts/translations.sh", "--check"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )

        assert checked.returncode == 0, checked.stderr

    def test_translates_every_message_of_the_source(self) -> None:
        translated = {forms(message.id) for message in messages() if all(forms(message.string))}

        assert {forms(message) for message in extracted()} - translated == set()

    def test_says_nothing_that_the_source_does_not_say(self) -> None:
        in_source = {forms(message) for message in extracted()}

        assert [message.id for message in messages() if forms(message.id) not in in_source] == []

    def test_holds_no_guess(self) -> None:
        assert [message.id for message in messages() if message.fuzzy] == []

    def test_keeps_the_placeholders(self) -> None:
        wrong = []
        for message in messages():
            french, translated = forms(message.id), forms(message.string)
            for source, text in zip(french, translated, strict=True):
                # A singular may leave its number out: “one question”.
                asked = {*PLACEHOLDER.findall(source)}
                given = {*PLACEHOLDER.findall(text)}
                spare = {"%(num)d"} if len(french) > 1 and text == translated[0] else set()
                if asked - spare != given - spare or "%" in PLACEHOLDER.sub("", text):
                    wrong.append((source, text))

        assert wrong == []

    def test_leaves_no_french_behind(self) -> None:
        left = [
            text
            for message in messages()
            for text in forms(message.string)
            if FRENCH.search(NAMES.sub("", QUOTED.sub("", PLACEHOLDER.sub("", text))))
        ]

        assert left == []

    def test_uses_english_typography(self) -> None:
        wrong = [
            text
            for message in messages()
            for text in forms(message.string)
            if re.search(r"['\"<>&\u00a0\u202f«»]|\s[;:!?]|\.\.\.|\s$", text)
        ]

        assert wrong == []

    def test_ends_sentences_as_the_source_does(self) -> None:
        ends = (".", ":", "?", "!", "…")
        wrong = [
            (source, text)
            for message in messages()
            for source, text in zip(forms(message.id), forms(message.string), strict=True)
            if (source[-1] in ends or text[-1] in ends) and source[-1] != text[-1]
        ]

        assert wrong == []

    @pytest.mark.parametrize(
        ("count", "said"), [(0, "%(num)d people"), (1, "%(num)d person"), (2, "%(num)d people")]
    )
    def test_counts_as_english_does(self, count: int, said: str) -> None:
        spoken = compiled("en").ngettext("%(num)d personne", "%(num)d personnes", count)

        assert spoken == said


class TestTheSource:
    def test_is_written_in_french(self) -> None:
        english = [
            text
            for message in extracted()
            for text in forms(message)
            if ENGLISH.search(QUOTED.sub("", PLACEHOLDER.sub("", text)))
        ]

        assert english == []

    def test_passes_every_word_of_a_template_through_gettext(self) -> None:
        bare = [
            written
            for written in bare_words_of_templates()
            if not NO_SENTENCE.fullmatch(written.text)
        ]

        assert bare == []

    def test_passes_every_sentence_of_a_page_through_gettext(self) -> None:
        bare = [
            written
            for written in bare_strings_of_pages()
            if re.search(r"[éèàêç’]|\w \w+ \w", written.text)
            and FRENCH.search(written.text)
            and written.place != BILINGUAL
        ]

        assert bare == []


class TestPages:
    @pytest.fixture
    def database_url(self, filled_databases: FilledDatabases, tmp_path: Path) -> Iterator[str]:
        """Words do not depend on the database."""
        yield from filled_databases.copy("sqlite", load_courses, tmp_path)

    @pytest.mark.parametrize("url", VISITOR_PAGES)
    def test_are_english_for_a_browser_that_asks_for_it(self, client: PageClient, url: str) -> None:
        html = client.get(url, headers={"Accept-Language": "en-GB,en;q=0.9"}).html

        assert '<html lang="en"' in html
        assert french_of(html) == []

    @pytest.mark.parametrize("url", VISITOR_PAGES)
    def test_are_french_otherwise(self, client: PageClient, url: str) -> None:
        html = client.get(url).html

        assert '<html lang="fr"' in html
        assert english_of(html) == []

    def test_follow_the_account_of_who_is_signed_in(self, app: Flask, db: Session) -> None:
        for locale, strangers in (("en", french_of), ("fr", english_of)):
            account = make_person(db, email=f"{locale}@example.org", locale=locale)
            make_learner(db, account)
            db.commit()
            client = PageClient(app)
            client.sign_in(f"{locale}@example.org")
            for url in LEARNER_PAGES:
                page = client.follow(client.get(url))
                assert page.status == 200, (url, page.text)
                assert f'<html lang="{locale}"' in page.html
                assert strangers(page.html) == [], url


def french_of(html: str) -> list[str]:
    return [text for text in pieces(html) if FRENCH.search(NAMES.sub("", text))]


def english_of(html: str) -> list[str]:
    return [text for text in pieces(html) if ENGLISH.search(text)]


def pieces(html: str) -> list[str]:
    """The texts between tags; quotations may be in the other language."""
    shown = re.sub(r"<(script|style)\b.*?</\1>|<!--.*?-->", " ", html, flags=re.DOTALL)
    texts = (" ".join(text.split()) for text in re.split(r"<[^>]*>", shown))
    return [QUOTED.sub("", text) for text in texts if text]
