# Flask-Babel ships no types: what we use of it.
from collections.abc import Callable
from typing import Any

from babel.support import NullTranslations
from flask import Flask

class Domain:
    def get_translations(self) -> NullTranslations: ...

class Babel:
    domain_instance: Domain
    def __init__(
        self,
        app: Flask,
        *,
        default_locale: str = ...,
        locale_selector: Callable[[], str] = ...,
        default_domain: Domain = ...,
    ) -> None: ...

def gettext(string: str, /, **variables: Any) -> str: ...
def lazy_gettext(string: str, /, **variables: Any) -> str: ...
def ngettext(singular: str, plural: str, num: int, /, **variables: Any) -> str: ...
def force_locale(locale: str) -> Any: ...
