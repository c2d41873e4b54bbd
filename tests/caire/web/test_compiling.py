"""Pages are compiled to plainer Python than Jinja's own, and print the same."""

import pytest
from jinja2 import DictLoader, Environment, UndefinedError
from jinja2.compiler import CodeGenerator
from jinja2.utils import pass_context
from markupsafe import Markup

from caire.web.compiling import PageGenerator

TEMPLATES = {
    "parts.html": """
{% macro mark(text, kind="plain", class="", caller=None) %}<b class="{{ kind }}{{ class }}">
{{ text }}{% if caller %}{{ caller() }}{% endif %}</b>{% endmacro %}
{% macro called() %}({{ caller() }}){% endmacro %}
{% macro many(first) %}{{ first }}{{ varargs | join("+") }}{{ kwargs | length }}{% endmacro %}
{% macro pair(left, right) %}{{ left }}{{ right }}{% endmacro %}
""",
    "page.html": """
{% import "parts.html" as parts %}
{% macro own(n) %}[{{ n * 2 }}]{% endmacro %}
{{ text }} {{ clean }} {{ number }} {{ nothing }} {{ shouted() }} {{ text ~ clean }}
{{ parts.mark(text) }}{{ parts.mark(clean, kind="x") }}{{ parts.mark("y", class=" z") }}
{% for n in numbers %}{{ own(n) }}{{ loop.index }}{{ parts.mark(n, **{"kind": n}) }}{% endfor %}
{% call parts.mark(text) %}{{ text }}<i>{{ own(3) }}</i>{% endcall %}
{% call parts.called() %}<u>{% endcall %}
{{ parts.many(1, 2, "<", a=1) }}{{ parts.pair(right=text, left=own(1)) }}
{{ text.upper() }}{{ whose("text") }}
""",
}


@pass_context
def whose(context, name):
    return context[name]


def printed_by(generator: type[CodeGenerator], page: str, *, escapes: bool = True) -> str:
    environment = Environment(loader=DictLoader(TEMPLATES), autoescape=escapes)
    environment.code_generator_class = generator
    environment.globals["whose"] = whose
    return environment.get_template(page).render(
        text='<l’été & "moi">',
        clean=Markup("<em>clean</em>"),
        number=3.5,
        nothing=None,
        numbers=[1, 2],
        shouted=lambda: "<!>",
    )


class TestPrintingAPage:
    @pytest.mark.parametrize("escapes", [True, False])
    def test_gives_the_very_signs_that_jinja_gives(self, escapes):
        ours = printed_by(PageGenerator, "page.html", escapes=escapes)

        assert ours == printed_by(CodeGenerator, "page.html", escapes=escapes)

    def test_escapes_what_is_not_markup(self):
        page = printed_by(PageGenerator, "page.html")

        assert "&lt;l’été &amp; &#34;moi&#34;&gt; <em>clean</em> 3.5 None &lt;!&gt;" in page

    def test_refuses_an_argument_that_a_macro_does_not_take(self, monkeypatch):
        monkeypatch.setitem(
            TEMPLATES, "wrong.html", '{% import "parts.html" as p %}{{ p.pair(1, above=2) }}'
        )

        with pytest.raises(TypeError, match="above"):
            printed_by(PageGenerator, "wrong.html")

    def test_tells_of_an_argument_that_was_not_given(self, monkeypatch):
        monkeypatch.setitem(
            TEMPLATES,
            "wrong.html",
            "{% macro up(word) %}{{ word.upper() }}{% endmacro %}{{ up() }}",
        )

        with pytest.raises(UndefinedError, match="word"):
            printed_by(PageGenerator, "wrong.html")
