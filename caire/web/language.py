"""The visitor's language: her account's, else her cookie's, else her browser's; French first.

Sentences stand in French in templates and forms; `translations/en/LC_MESSAGES/messages.po` holds
the English. The file is compiled in memory at the first use, so there is no build step.
"""

import re
from datetime import date, datetime, time
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path

from babel.dates import format_date, format_time
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from babel.support import NullTranslations, Translations
from flask import Blueprint, Flask, Response, g, redirect, request
from flask_babel import Babel, Domain
from flask_babel import gettext as _
from flask_login import current_user

from caire.assessment.texts import LocalText, in_language
from caire.clock import PARIS
from caire.people.services.profile import choose_language
from caire.web.database import transaction
from caire.web.redirects import safe_target

LANGUAGES = ("fr", "en")
COOKIE = "language"
YEAR_S = 31_536_000
NO_BREAK = "\u00a0"
FIRST_DAY = re.compile(r"\b1\b")
TRANSLATIONS = Path(__file__).parent / "translations"

bp = Blueprint("language", __name__)


class PoDomain(Domain):
    """Translations read from `.po` files."""

    def get_translations(self) -> NullTranslations:
        return compiled(current_language())


@cache
def compiled(language: str) -> NullTranslations:
    """The catalogue of a language; French needs none, it is the source."""
    path = TRANSLATIONS / language / "LC_MESSAGES" / "messages.po"
    if not path.exists():
        return NullTranslations()
    with path.open("rb") as source:
        catalogue = read_po(source, locale=language)
    binary = BytesIO()
    write_mo(binary, catalogue)
    binary.seek(0)
    return Translations(binary, "messages")


def translated(language: str, sentence: str) -> str:
    """The sentence in that language; itself where it has no translation."""
    return compiled(language).gettext(sentence)


def current_language() -> str:
    """`fr` or `en`."""
    language: str | None = g.get("language")
    if language is None:
        language = g.language = _chosen()
    return language


def _chosen() -> str:
    if not request:
        return LANGUAGES[0]
    if current_user and current_user.is_authenticated:
        return str(current_user.locale)
    cookie = request.cookies.get(COOKIE, "")
    if cookie in LANGUAGES:
        return cookie
    return _wanted_by_browser() or LANGUAGES[0]


def _wanted_by_browser() -> str | None:
    """The best of what the browser asks for, whatever the country: `fr-BE` is `fr`."""
    asked = (tag.partition("-")[0].lower() for tag, q in request.accept_languages if q > 0)
    return next((language for language in asked if language in LANGUAGES), None)


@bp.post("/language")
def choose() -> Response:
    """Keep the choice in a cookie, and with the account of who is signed in."""
    language = request.form.get("language", "")
    if language not in LANGUAGES:
        language = LANGUAGES[0]
    if current_user.is_authenticated:
        with transaction() as db:
            choose_language(db, person_id=current_user.id, language=language)
    response = redirect(safe_target(request.form.get("next")) or "/", code=303)
    response.set_cookie(
        COOKIE, language, max_age=YEAR_S, secure=request.is_secure, httponly=True, samesite="Lax"
    )
    return response  # type: ignore[return-value]  # werkzeug's redirect is typed as its base class


def localised(text: LocalText | None) -> str:
    """Template filter `t`: a content text in the visitor's language."""
    return localised_in(current_language(), text)


def localised_in(language: str, text: LocalText | None) -> str:
    """A content text in that language; empty when there is none."""
    return "" if text is None else in_language(text, language)


def shown_date(moment: datetime) -> str:
    """`jeudi 10 décembre 2026`, `Thursday 10 December 2026`, in Paris."""
    return _day(moment, "EEEE d MMMM y")


def shown_long_date(moment: datetime) -> str:
    """`10 décembre 2026`, `1er décembre 2026`, in Paris."""
    return _day(moment, "d MMMM y")


def shown_whole(number: int) -> str:
    """`120 000`, with spaces that no line breaks; `120,000` in English."""
    return format_decimal(number, locale=current_language())


def shown_points(points: float) -> str:
    """`6`, `6,5`: at most two decimals, cut, so that no one reads more than was earned."""
    cut = int(points * 100 + 1e-6) / 100
    return format_decimal(cut, format="0.##", locale=current_language())


def shown_time(moment: datetime) -> str:
    """`14 h 05`, in Paris, that no line breaks; `14:05` in English."""
    return _time_in(
        current_language(), moment.astimezone(PARIS).time().replace(second=0, microsecond=0)
    )


@lru_cache(maxsize=4096)
def _time_in(language: str, moment: time) -> str:
    pattern = f"H'{NO_BREAK}h{NO_BREAK}'mm" if language == "fr" else "HH:mm"
    return format_time(moment, pattern, locale=language)


def shown_datetime(moment: datetime) -> str:
    """Date and time, in Paris."""
    return _("%(date)s à %(time)s", date=shown_date(moment), time=shown_time(moment))


def shown_short_date(moment: datetime) -> str:
    """`10 déc. 2026`, in Paris."""
    return _day(moment, "d MMM y")


def _day(moment: datetime, pattern: str) -> str:
    return _day_in(current_language(), moment.astimezone(PARIS).date(), pattern)


@lru_cache(maxsize=4096)
def _day_in(language: str, day: date, pattern: str) -> str:
    """Kept: a page of half-days or of traces shows the same days many times."""
    shown = format_date(day, pattern, locale=language)
    # French counts the first day of a month, and only that one.
    return FIRST_DAY.sub("1er", shown, count=1) if language == "fr" and day.day == 1 else shown


def shown_duration(minutes: float) -> str:
    """`50 min`, `1 h`, `3 h 30`, that no line breaks."""
    whole = round(minutes)
    hours, rest = divmod(whole, 60)
    if not hours:
        return f"{whole}{NO_BREAK}min"
    shown = f"{hours}{NO_BREAK}h"
    return f"{shown}{NO_BREAK}{rest:02d}" if rest else shown


def shown_estimate(minutes: float) -> str:
    """A duration after « environ »: to ten minutes from an hour on, to five from ten minutes on."""
    step = 10 if minutes >= 60 else 5 if minutes >= 10 else 1
    return shown_duration(step * round(minutes / step))


def init_language(app: Flask) -> None:
    babel = Babel(app, default_locale="fr", locale_selector=current_language)
    babel.domain_instance = PoDomain()  # Babel takes a domain's name only, and would read .mo files
    app.register_blueprint(bp)
    filters = {
        "t": localised,
        "date": shown_date,
        "time": shown_time,
        "datetime": shown_datetime,
        "long_date": shown_long_date,
        "short_date": shown_short_date,
        "moment": datetime.fromisoformat,
        "points": shown_points,
        "duration": shown_duration,
        "estimate": shown_estimate,
    }
    app.jinja_env.filters.update(filters)
