"""From Markdown to the HTML that learners get."""

import re

import pytest

from caire.catalogue.lessons.cleaning import clean
from caire.catalogue.lessons.readability import kandel_moles, syllables
from caire.catalogue.lessons.reading import WORD
from caire.catalogue.typography import typeset
from tests.support.content import ENGLISH_LESSON, LESSON, ContentFolder


def html(content: ContentFolder, language: str = "fr") -> str:
    screen = content.course().screen("n1.s1.e1")
    assert screen is not None
    assert screen.html is not None
    return screen.html[language]


class TestRender:
    def test_a_prediction_with_its_answer_folded_away(self, content: ContentFolder) -> None:
        page = html(content)
        assert page.count('<input type="radio" name="n1-s1-e1-p1"') == 2
        assert '<div class="lesson-predict" data-predict="p1">' in page
        folded = page[page.index('<details class="reveal lesson-reveal">') :]
        assert "<strong>Réponse\u00a0:</strong> Un <strong>calcul</strong> la trie." in folded

    @pytest.mark.parametrize(
        ("lesson", "language", "heading"),
        [(LESSON, "fr", "De mémoire"), (ENGLISH_LESSON, "en", "From memory")],
    )
    def test_a_recall_under_a_heading_of_its_own(
        self, content: ContentFolder, lesson: str, language: str, heading: str
    ) -> None:
        predicted = html(content, language)

        content.edit(lesson, 'predict id="p1"', 'predict id="p1" from="memory"')

        assert f'<p class="lesson-label">{heading}</p>' not in predicted
        assert f'<p class="lesson-label">{heading}</p>' in html(content, language)

    def test_no_recall_from_elsewhere_than_memory(self, content: ContentFolder) -> None:
        content.edit(LESSON, 'predict id="p1"', 'predict id="p1" from="book"')
        (found,) = content.problems("Q01")
        assert found.line == content.line(LESSON, 'from="book"')
        assert 'from="memory"' in found.mend

    def test_a_glossary_link_and_the_word_at_the_end(self, content: ContentFolder) -> None:
        page = html(content)
        assert '<a class="term" href="#g-modele">modèle</a>' in page
        words = page[page.index('<section class="lesson-words">') :]
        assert '<div id="g-modele"><dt>modèle</dt>' in words
        assert "Exemple\u00a0: Un modèle sépare" in words

    def test_a_source_mark_that_leads_to_its_source(self, content: ContentFolder) -> None:
        page = html(content)
        assert '<a href="#source-S1"><span class="visually-hidden">Source </span>S1</a>' in page
        assert '<li id="source-S1">' in page
        assert 'href="https://www.example.org/tri?a=1&amp;b=2"' in page
        assert ">example.org</a>" in page

    def test_the_six_trades(self, content: ContentFolder) -> None:
        assert (
            len(re.findall(r'<details class="example" data-sector="[a-z-]+">', html(content))) == 6
        )

    def test_a_figure_with_its_size_and_an_address_that_names_its_content(
        self, content: ContentFolder
    ) -> None:
        page = html(content)
        assert re.search(
            r'<img src="/media/[0-9a-f]{64}\.svg" width="120" height="60" alt="Trois', page
        )
        assert 'loading="lazy"' in page

    def test_a_free_text_that_stays_on_the_device(self, content: ContentFolder) -> None:
        page = html(content)
        assert 'data-keep="n1.s1.e1.x1"' in page
        assert '<label for="n1-s1-e1-x1">' in page
        assert "name=" not in page[page.index("<textarea") : page.index("</textarea>")]

    def test_a_table_that_can_scroll_with_heads_for_columns(self, content: ContentFolder) -> None:
        assert '<div class="lesson-table" tabindex="0"><table>' in html(content)
        assert '<th scope="col">Case</th>' in html(content)

    def test_the_typography_of_french(self, content: ContentFolder) -> None:
        page = html(content)
        assert "Un calcul lit l’adresse\u00a0: il choisit une case." in page
        assert "Il se trompe parfois\u202f!" in page

    def test_the_translation_with_its_own_labels(self, content: ContentFolder) -> None:
        page = html(content, "en")
        assert "Make a prediction" in page
        assert "A <a" in page
        assert "It may fail!" in page
        assert "<dt>model</dt>" in page

    def test_french_only_when_there_is_no_translation(self, content: ContentFolder) -> None:
        (content.root / ENGLISH_LESSON).unlink()
        assert set(content.course().screens()[0].html or {}) == {"fr"}

    def test_code_as_it_was_typed(self, content: ContentFolder) -> None:
        content.edit(
            LESSON, "## Un calcul réglé", "## Un calcul réglé\n\nTapez `l'eau : ok !` ici."
        )
        assert "<code>l'eau : ok !</code>" in html(content)


class TestClean:
    @pytest.mark.parametrize(
        "attack",
        [
            "<script>alert(1)</script>",
            '<p onclick="x()">a</p>',
            '<a href="javascript:x()">a</a>',
            '<img src="https://elsewhere.example/x.png">',
            '<iframe src="/"></iframe>',
            '<p style="color:red">a</p>',
            '<input type="text" name="x">',
            "<svg onload=x()>",
        ],
    )
    def test_leaves_nothing_that_runs_or_loads(self, attack: str) -> None:
        left = clean(attack)
        for danger in (
            "<script",
            "onclick",
            "onload",
            "javascript",
            "elsewhere",
            "iframe",
            "style",
        ):
            assert danger not in left
        assert 'type="text"' not in left


class TestTypeset:
    @pytest.mark.parametrize(
        ("typed", "set_"),
        [
            ("Quoi ?", "Quoi\u202f?"),
            ("Oui : non", "Oui\u00a0: non"),
            ("« oui »", "«\u00a0oui\u00a0»"),
            ("12 500 €", "12\u202f500\u00a0€"),
            ("45 % et 0,24 Wh", "45\u00a0% et 0,24\u00a0Wh"),
            ("l'outil d'Inès", "l’outil d’Inès"),
            ("l'« outil »", "l’«\u00a0outil\u00a0»"),
            ("à 17:40 et https://x.fr/?a", "à 17:40 et https://x.fr/?a"),
            ("attendez...", "attendez…"),
            ("en 2025 trois", "en 2025 trois"),
        ],
    )
    def test_sets_french_once_and_for_all(self, typed: str, set_: str) -> None:
        assert typeset(typed, "fr") == set_
        assert typeset(set_, "fr") == set_

    def test_leaves_english_spaces_alone(self) -> None:
        assert typeset("What's that : 12 500 ?", "en") == "What’s that : 12 500 ?"


class TestMeasure:
    """The vectors of CURRICULUM H.1.1."""

    @pytest.mark.parametrize(
        ("word", "count"),
        [("chat", 1), ("exemple", 2), ("données", 2), ("vérifier", 3), ("intelligence", 4),
         ("probabilité", 5)],
    )  # fmt: skip
    def test_counts_syllables(self, word: str, count: int) -> None:
        assert syllables(word) == count

    @pytest.mark.parametrize(
        ("text", "words", "ease"),
        [
            ("Le chat dort. Il a bien mangé.", 7, 119.3),
            (
                "Le règlement vise surtout les contenus trompeurs et les textes publiés pour "
                "informer le public. Votre employeur peut exiger davantage.",
                20,
                68.1,
            ),
            (
                "L'entraînement d'un modèle d'apprentissage automatique nécessite généralement "
                "la constitution préalable d'un ensemble volumineux de données représentatives, "
                "accompagnées d'annotations vérifiées.",
                19,
                -33.1,
            ),
        ],
    )
    def test_measures_ease(self, text: str, words: int, ease: float) -> None:
        assert len(WORD.findall(text)) == words
        assert kandel_moles([text]) == pytest.approx(ease, abs=0.06)
