"""The browser computes the same numbers as the server: both run here, and are compared."""

from collections.abc import Iterator
from dataclasses import asdict
from itertools import product
from random import Random

import pytest
from playwright.sync_api import Browser, Page, Route

from caire.sdk import Mulberry32
from modules.aware import module
from modules.aware.activities.footprint_gauge.presentation import number
from modules.aware.activities.nearest_points.classifiers import METHODS, Point, classify
from modules.aware.activities.nearest_points.presentation import GRID, cell_centre
from modules.aware.activities.next_word.model import TEMPERATURES
from modules.aware.activities.next_word.workshop import CORPORA, OPENINGS, cased, model_of
from modules.aware.activities.token_cutter.cutter import cut
from modules.shared.footprint.estimator import ACTIONS, Day, after, energy, gain
from modules.shared.footprint.hypotheses import book
from modules.shared.hiring.history import reread
from modules.shared.hiring.regression import Settings
from modules.shared.hiring.regression import run as train
from modules.shared.text_pieces import joined, pieces

pytestmark = pytest.mark.browser
ORIGIN = "http://scripts.test"
TEXTS = (
    "Bonjour, la photocopieuse est en panne.",
    "L'accueil est-il ouvert aujourd’hui ? Oui : de 9 h à 17 h !",
    "Les fjords de Norvège ; anticonstitutionnellement, œuf, ÉTÉ",
    "_souligné_ « guillemets » 日本語 naïve 3,14",
    "",
)


@pytest.fixture(scope="module")
def page(launched_browser: Browser) -> Iterator[Page]:
    """An empty page of an origin that serves the module's static folder."""

    def serve(route: Route) -> None:
        name = route.request.url.removeprefix(f"{ORIGIN}/")
        if name:
            found = (folder / name for folder in module.static_folders)
            route.fulfill(path=next(path for path in found if path.is_file()))
        else:
            route.fulfill(body="<!doctype html><title>Scripts</title>", content_type="text/html")

    page = launched_browser.new_page()
    page.route(f"{ORIGIN}/**", serve)
    page.goto(f"{ORIGIN}/")
    yield page
    page.close()


def test_generators_draw_the_same_numbers(page: Page) -> None:
    seeds = [0, 1, 20261201, 2**31 - 1, 2**32 - 1, 2**32 + 5, 20261201 + 7919 * 400]
    drawn = page.evaluate(
        """async (seeds) => {
          const { Mulberry32 } = await import("/random.js");
          return seeds.map((seed) => {
            const generator = new Mulberry32(seed);
            return Array.from({ length: 200 }, () => generator.random());
          });
        }""",
        seeds,
    )
    for seed, numbers in zip(seeds, drawn, strict=True):
        generator = Mulberry32(seed)
        assert numbers == [generator.random() for _ in range(200)]


def test_sorters_answer_the_same(page: Page) -> None:
    chance = Random(7)
    sets = [
        [(chance.randrange(101), chance.randrange(101), chance.randrange(2)) for _ in range(size)]
        for size in (2, 3, 4, 7, 14, 24)
    ] + [[(5, 5, 1), (5, 5, 1)], [(50, 10, 0), (50, 90, 1)], [(10, 10, 0), (30, 30, 0)]]
    cases = [[points, method] for points, method in product(sets, METHODS)]
    painted = page.evaluate(
        """async (cases) => {
          const { regions } = await import("/nearest_points_model.js");
          return cases.map(([points, method]) => regions(points, method));
        }""",
        cases,
    )
    for (points, method), grid in zip(cases, painted, strict=True):
        data = [Point(*point) for point in points]
        expected = [
            [classify(data, str(method), cell_centre(x), cell_centre(y)) for x in range(0, GRID, 3)]
            for y in range(0, GRID, 3)
        ]
        assert [row[::3] for row in grid[::3]] == expected, (points, method)


@pytest.mark.parametrize("corpus", CORPORA)
def test_models_write_the_same_sentences(page: Page, corpus: str) -> None:
    cases = [[list(pieces(o)), t, s] for o, t, s in product(OPENINGS, TEMPERATURES, (3, 20261201))]
    written = page.evaluate(
        """async ([corpus, cases]) => {
          const { Model, joined } = await import("/next_word_model.js");
          const { Mulberry32 } = await import("/random.js");
          const model = new Model(await (await fetch(`/corpora/${corpus}.txt`)).text());
          return cases.map(([words, temperature, seed]) => {
            const start = model.cased(words);
            return joined(model.finish(start, temperature, new Mulberry32(seed)));
          });
        }""",
        [corpus, cases],
    )
    model = model_of(corpus)
    for (words, temperature, seed), sentence in zip(cases, written, strict=True):
        start = cased(model, tuple(words))
        assert sentence == joined(model.finish(start, temperature, Mulberry32(seed)))


@pytest.mark.parametrize("temperature", TEMPERATURES)
def test_models_rank_the_same_words(page: Page, temperature: str) -> None:
    ranked = page.evaluate(
        """async (temperature) => {
          const { Model, SHOWN } = await import("/next_word_model.js");
          const model = new Model(await (await fetch("/corpora/emails.txt")).text());
          return model.ranked(["veuillez", "trouver", "ci-"], temperature).slice(0, SHOWN);
        }""",
        temperature,
    )
    expected = model_of("emails").ranked(["veuillez", "trouver", "ci-"], temperature)[:8]
    assert [word for word, _ in ranked] == [c.word for c in expected]
    assert [share for _, share in ranked] == pytest.approx([c.share for c in expected], rel=1e-12)


@pytest.mark.parametrize("text", TEXTS)
def test_texts_are_cut_the_same(page: Page, text: str) -> None:
    found = page.evaluate(
        """async (text) => {
          const { cut, ranksOf } = await import("/token_cutter_model.js");
          const ranks = ranksOf(await (await fetch("/token_merges.json")).json());
          const most = cut(text, ranks).most;
          return Array.from({ length: most + 1 }, (_, known) => cut(text, ranks, known).words);
        }""",
        text,
    )
    for known, words in enumerate(found):
        assert tuple(tuple(word) for word in words) == cut(text, known).words


@pytest.mark.parametrize("share", [10, 30, 50])
def test_models_learn_the_same_weights(page: Page, share: int) -> None:
    cases = [Settings(share, noise, group) for noise in (0, 15, 30) for group in (True, False)]
    cases += [Settings(share, 0, g, shown, 20) for g, shown in product((True, False), repeat=2)]
    learned = page.evaluate(
        """async (cases) => {
          const { run } = await import("/hiring_model.js");
          const history = await (await fetch("/hiring_history.json")).json();
          return cases.map((set) => run(history, { ...set, bar: set.bar_b }));
        }""",
        [asdict(case) for case in cases],
    )
    for case, found in zip(cases, learned, strict=True):
        expected = train(case)
        assert [column for column, _ in found["weights"]] == [c for c, _ in expected.weights]
        weights = [weight for _, weight in found["weights"]]
        assert weights == pytest.approx([weight for _, weight in expected.weights], rel=1e-9)
        assert (found["rateA"], found["rateB"]) == (expected.rate_a, expected.rate_b)
        assert found["agreement"] == expected.agreement
        right = [c == bool(r) for c, r in zip(found["chosen"], reread(), strict=True)]
        assert sum(right[:200]) / 200 == expected.reread_a
        assert sum(right[200:]) / 200 == expected.reread_b


def test_gauges_show_the_same_numbers(page: Page) -> None:
    chance = Random(11)
    days = [[chance.randrange(200), *(chance.randrange(20) for _ in range(3))] for _ in range(40)]
    cases = [[day, chance.sample(list(ACTIONS), chance.randrange(5))] for day in days]
    values = [use.hypothesis.value for use in book().uses]
    shown = page.evaluate(
        """async ([cases, values]) => {
          const { after, dayOf, energy, gain, number } = await import("/footprint_model.js");
          return cases.map(([uses, actions]) => {
            const levels = energy(after(dayOf(uses), actions), 200, values);
            return [
              levels.map((level) => number(level, "fr")),
              levels.map((level) => number(level, "en")),
              gain(dayOf(uses), actions, values),
            ];
          });
        }""",
        [cases, values],
    )
    for (uses, actions), (french, english, saved) in zip(cases, shown, strict=True):
        day = Day(*uses)
        levels = energy(after(day, actions), 200)
        assert french == [number(level, "fr") for level in levels]
        assert english == [number(level, "en") for level in levels]
        assert saved == pytest.approx(gain(day, actions))
