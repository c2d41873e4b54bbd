"""Signing in and out: who, from where, how often, and where to."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from caire.clock import utcnow
from caire.db import make_sessions, transaction
from caire.people.errors import SignInRefused, TooManyAttempts
from caire.people.queries import known_account
from caire.people.services import authenticate
from caire.people.services.sign_in import SignInLimits
from caire.people.services.throttle import (
    MESSAGE,
    Limit,
    count_attempt,
    network_of,
    refuse_excess,
)
from tests.caire.people.scene import OTHER_PASSWORD
from tests.factories import NOW, make_person
from tests.support.browser import on_sqlite
from tests.support.client import PASSWORD, PageClient

WINDOW = timedelta(minutes=15)
LIMITS = SignInLimits(attempts=3, window=WINDOW)


@pytest.fixture
def begin(engine: Engine) -> "Begin":
    return Begin(engine)


class Begin:
    """Opens a writing transaction on a session of its own, as each worker has."""

    def __init__(self, engine: Engine) -> None:
        self.sessions = make_sessions(engine)

    def __call__(self) -> AbstractContextManager[Session]:
        return transaction(self.sessions())


def try_password(begin: Begin, password: str, *, email: str = "lea@exemple.fr", late: float = 0):
    return authenticate(
        begin,
        email=email,
        password=password,
        network="192.0.2.1",
        limits=LIMITS,
        now=NOW + timedelta(minutes=late),
    )


class TestSigningIn:
    def test_leads_to_the_page_that_was_asked_for(self, client: PageClient, db: Session) -> None:
        make_person(db, email="lea@exemple.fr")
        db.commit()
        asked = client.get("/account/profile?x=1")

        page = client.submit(asked.location or "", email=" LEA@exemple.fr ", password=PASSWORD)

        assert page.location == "/account/profile?x=1"
        assert 'value="Léa"' in client.follow(page).html

    def test_begins_where_the_widest_role_works(self, app: Flask, db: Session) -> None:
        homes = {"admin": "/admin/", "auditor": "/admin/", "trainer": "/train/"}
        for role in homes:
            make_person(db, email=f"{role}@exemple.fr", role=role)
        make_person(db, email="manager@exemple.fr", role="manager", organisation_id=7)
        db.commit()

        for role, home in {**homes, "manager": "/organisation/"}.items():
            assert PageClient(app).sign_in(f"{role}@exemple.fr").location == home

    def test_says_the_same_of_a_wrong_password_and_an_unknown_address(
        self, client: PageClient, db: Session
    ) -> None:
        make_person(db, email="lea@exemple.fr")
        db.commit()

        wrong = client.submit("/sign-in", email="lea@exemple.fr", password=OTHER_PASSWORD)
        unknown = client.submit("/sign-in", email="nobody@exemple.fr", password=PASSWORD)
        no_address = client.submit("/sign-in", email="a\0' OR 1=1", password=PASSWORD)

        said = "Adresse ou mot de passe incorrect. Vérifiez les deux, puis réessayez."
        assert [said in page.text for page in (wrong, unknown, no_address)] == [True] * 3
        assert {wrong.status, unknown.status, no_address.status} == {422}
        assert 'value="lea@exemple.fr"' in wrong.html

    @on_sqlite
    @pytest.mark.parametrize(
        "target",
        ["https://bad.example", "//bad.example", "/\\bad.example", "/\tbad", "javascript:x", ""],
    )
    def test_never_leads_to_another_site(
        self, client: PageClient, db: Session, target: str
    ) -> None:
        make_person(db, email="lea@exemple.fr")
        db.commit()
        client.get("/sign-in")
        page = client.submit("/sign-in", page="/sign-in", email="lea@exemple.fr", password=PASSWORD)
        again = client.get("/sign-in", query_string={"next": target})

        assert page.location == "/learn/"
        assert again.location == "/learn/"

    @on_sqlite
    def test_starts_a_session_that_nobody_planted(self, client: PageClient, db: Session) -> None:
        make_person(db, email="lea@exemple.fr")
        db.commit()
        with client.http.session_transaction() as planted:
            planted["planted"] = "by a stranger"
        client.sign_in("lea@exemple.fr")

        with client.http.session_transaction() as session:
            assert "planted" not in session
            assert session.permanent


class TestSigningOut:
    def test_closes_the_session(self, client: PageClient, db: Session) -> None:
        make_person(db, email="lea@exemple.fr")
        db.commit()
        client.sign_in("lea@exemple.fr")

        page = client.follow(client.submit("/sign-out", page="/account/"))

        assert "À bientôt" in page.text
        assert client.get("/account/").location == "/sign-in?next=/account/"

    def test_everywhere_closes_the_others_and_keeps_this_one(
        self, app: Flask, client: PageClient, db: Session
    ) -> None:
        make_person(db, email="lea@exemple.fr")
        db.commit()
        elsewhere = PageClient(app)
        elsewhere.sign_in("lea@exemple.fr")
        client.sign_in("lea@exemple.fr")

        page = client.follow(client.submit("/account/sessions/end", page="/account/"))

        assert "Toutes vos autres sessions sont fermées." in page.text
        assert elsewhere.get("/account/").status == 303


class TestTryingPasswords:
    def test_is_refused_after_too_many_until_the_window_ends(
        self, db: Session, begin: Begin
    ) -> None:
        make_person(db, email="lea@exemple.fr")
        db.commit()
        for _attempt in range(3):
            with pytest.raises(SignInRefused):
                try_password(begin, "wrong")

        with pytest.raises(TooManyAttempts) as refused:
            try_password(begin, PASSWORD, late=14)
        assert refused.value.retry_at == NOW + WINDOW
        assert try_password(begin, PASSWORD, late=15).email == "lea@exemple.fr"

    def test_counts_an_address_without_account_all_the_same(self, begin: Begin) -> None:
        for _attempt in range(3):
            with pytest.raises(SignInRefused):
                try_password(begin, "wrong", email="nobody@exemple.fr")
        with pytest.raises(TooManyAttempts):
            try_password(begin, "wrong", email=" NOBODY@exemple.fr")

    def test_forgives_after_the_right_one(self, db: Session, begin: Begin) -> None:
        make_person(db, email="lea@exemple.fr")
        db.commit()
        for _round in range(2):
            for _attempt in range(2):
                with pytest.raises(SignInRefused):
                    try_password(begin, "wrong")
            try_password(begin, PASSWORD)

    def test_counts_exactly_however_many_try_at_once(self, db: Session, begin: Begin) -> None:
        make_person(db, email="lea@exemple.fr")
        db.commit()

        def outcome(_number: int) -> str:
            try:
                try_password(begin, "wrong")
            except (SignInRefused, TooManyAttempts) as refusal:
                return refusal.code
            return "signed in"

        with ThreadPoolExecutor(8) as pool:
            outcomes = list(pool.map(outcome, range(12)))

        assert sorted(outcomes) == ["sign_in_refused"] * 3 + ["too_many_attempts"] * 9

    def test_is_explained_on_the_page(self, client: PageClient) -> None:
        for _attempt in range(8):
            client.submit("/sign-in", email="nobody@exemple.fr", password="wrong")
        page = client.submit("/sign-in", email="nobody@exemple.fr", password="wrong")

        assert page.status == 429
        assert "Trop d’essais en peu de temps. Réessayez après" in page.text

    def test_is_not_helped_by_signing_in_meanwhile_with_the_old_password(
        self, db: Session, begin: Begin
    ) -> None:
        account = make_person(db, email="lea@exemple.fr")
        db.commit()
        signed_in = try_password(begin, PASSWORD)

        assert signed_in == known_account(db, account.id)


class TestCountingAttempts:
    def test_begins_anew_with_each_window(self, db: Session) -> None:
        limit = Limit(attempts=1, window=WINDOW)
        for start in (NOW, NOW + WINDOW):
            refuse_excess(db, action="test", value="x", limit=limit, now=start)
            with pytest.raises(TooManyAttempts):
                refuse_excess(db, action="test", value="x", limit=limit, now=start)

    def test_loses_none_with_many_workers(self, begin: Begin) -> None:
        limit = Limit(attempts=10, window=WINDOW)

        def count(_number: int) -> bool:
            with begin() as db:
                return count_attempt(db, action=MESSAGE, value="x", limit=limit, now=utcnow())

        with ThreadPoolExecutor(8) as pool:
            assert sum(pool.map(count, range(24))) == 10

    def test_takes_an_ipv6_subscriber_as_one(self) -> None:
        assert network_of("2001:db8:1:2:3::4") == network_of("2001:db8:1:2:ffff::1")
        assert network_of("2001:db8:1:3::1") != network_of("2001:db8:1:2::1")
        assert network_of("::ffff:192.0.2.1") == network_of("192.0.2.1") == "192.0.2.1"
        assert network_of("") == network_of("nonsense") == "unknown"
