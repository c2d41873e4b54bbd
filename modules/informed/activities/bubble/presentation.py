"""What the template and the client script of `act.bulle` receive."""

from collections.abc import Sequence
from typing import Any

from caire.sdk import ActivityManifest, Run, Speech, frame, in_language, percent
from modules.informed.activities.bubble.articles import Article, articles, topics
from modules.informed.activities.bubble.recommender import (
    CLICKS,
    HIGH,
    LEVERS,
    OBJECTIVES,
    ORDERS,
    RATES,
    Levers,
    diversity,
    feed,
    reader_of,
    topics_shown,
)
from modules.informed.activities.bubble.session import profile, session_of

CHOOSERS = ("reader", "machine", "team", "authors")
#: Said by the form when no topic is refused.
NO_TOPIC = "none"
#: The plot: places in a frame of 320 by 180.
LEFT, STEP, TOP, ROW = 34, 18, 14, 18


def present(run: Run, manifest: ActivityManifest, speech: Speech) -> dict[str, Any]:
    """The feed once the prediction is made, the levers once the articles are read."""
    view = frame(manifest, speech, run)
    if "prediction" in run.done:
        clicks = session_of(run.workspace).clicks
        view["predicted"] = _curve(reader_of(run.seed)[1], run, speech)
        view["reading"] = {
            "clicks": len(clicks),
            "most": CLICKS,
            "open": "mission-1" not in run.done and len(clicks) < CLICKS,
            "feed": _feed(feed(clicks, Levers(), run.seed), run, speech),
            "curve": _curve(clicks, run, speech),
        }
    if "mission-1" in run.done:
        view["widening"] = _widening(run, speech)
    return view


def _feed(shown: Sequence[Article], run: Run, speech: Speech) -> dict[str, Any]:
    names = {topic.id: in_language(topic.name, run.language) for topic in topics()}
    counts = [(names[t.id], sum(a.topic == t.id for a in shown)) for t in topics()]
    return {
        "articles": [
            {
                "id": article.id,
                "title": in_language(article.title, run.language),
                "topic": names[article.topic],
                "hue": [t.id for t in topics()].index(article.topic) + 1,
            }
            for article in shown
        ],
        "said": speech.count(
            "wide",
            topics_shown(shown),
            run.language,
            share=percent(diversity(shown), 0, run.language),
        ),
        "counts": [(name, count) for name, count in counts if count],
    }


def _curve(clicks: Sequence[int], run: Run, speech: Speech) -> dict[str, Any]:
    """How many topics the feed showed at the start, then after each click."""
    heights = [
        topics_shown(feed(tuple(clicks[:n]), Levers(), run.seed)) for n in range(len(clicks) + 1)
    ]
    points = [(LEFT + STEP * n, TOP + ROW * (len(topics()) - h)) for n, h in enumerate(heights)]
    return {
        "points": " ".join(f"{x},{y}" for x, y in points),
        "marks": points,
        "said": speech.say(
            "curve", run.language, heights=", ".join(str(height) for height in heights)
        ),
        "rows": [(TOP + ROW * (len(topics()) - h), h) for h in (1, 2, 4, 6, 8)],
        "columns": [(LEFT + STEP * n, n) for n in (0, 5, 10, CLICKS)],
    }


def _widening(run: Run, speech: Speech) -> dict[str, Any]:
    session, language = session_of(run.workspace), run.language
    clicks, own = profile(session.clicks, run.seed)
    shown = feed(clicks, session.levers, run.seed)
    share = diversity(shown)
    return {
        "own": own,
        "feed": _feed(shown, run, speech),
        "share": round(100 * share),
        "aim": round(100 * HIGH),
        "reached": share >= HIGH,
        "explore": str(session.levers.explore),
        "muted": session.levers.muted or NO_TOPIC,
        "order": session.levers.order,
        "objective": session.levers.objective,
        "rates": [(str(r), speech.say("rate", language, rate=r)) for r in RATES],
        "topics": [
            (NO_TOPIC, speech.say("no_topic", language)),
            *((topic.id, in_language(topic.name, language)) for topic in topics()),
        ],
        "orders": [(order, speech.say(f"order_{order}", language)) for order in ORDERS],
        "objectives": [(o, speech.say(f"objective_{o}", language)) for o in OBJECTIVES],
        "tried": [
            (speech.say(f"lever_{lever}", language), lever in session.raised) for lever in LEVERS
        ],
        "articles": len(articles()),
    }
