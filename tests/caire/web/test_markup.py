"""Icons: drawn for the eyes, heard only when they have something to say."""

import pytest
from flask import Flask

BADGE = '{% import "macros/ui.html" as ui %}{{ ui.badge("fait", "success", icon="check") }}'


class TestDrawAnIcon:
    @pytest.fixture
    def badge(self, app: Flask) -> str:
        with app.test_request_context():
            return app.jinja_env.from_string(BADGE).render()

    def test_a_badge_is_read_by_its_words_alone(self, badge: str) -> None:
        assert 'aria-hidden="true"' in badge
        assert "aria-label" not in badge

    def test_its_icon_is_small(self, badge: str) -> None:
        assert 'class="icon icon--small"' in badge

    def test_a_size_is_never_taken_for_a_label(self, app: Flask) -> None:
        with app.test_request_context(), pytest.raises(TypeError):
            app.jinja_env.from_string('{{ drawn_icon("check", "small") }}').render()
