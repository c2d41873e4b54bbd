"""Keys of programs: who they are, with which secret, until when."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from caire.db import make_engine, make_sessions, transaction
from caire.lrs.access import KeyLimits, access_with, hashed
from caire.lrs.errors import (
    KeyIsRevoked,
    KeyNameTaken,
    KeyRefused,
    LimitInvalid,
    NameInvalid,
    NoSuchKey,
    UnknownScope,
)
from caire.lrs.models import LrsKey
from caire.lrs.services.keys import (
    create_key,
    limit_key,
    revoke_key,
    rotate_key,
)
from caire.lrs.services.usage import note_use
from tests.caire.lrs.factories import NOW

HOUR = timedelta(hours=1)


@pytest.fixture
def moodle(db):
    with transaction(db):
        return create_key(db, name="moodle", scopes=("state", "all/read"), now=NOW)


def access(db, key, secret, now=NOW):
    """What the next request would learn."""
    db.commit()
    return access_with(db.get_bind(), key=key, secret=secret, now=now)


def is_good(db, key, secret, now=NOW):
    try:
        access(db, key, secret, now)
    except KeyRefused:
        return False
    return True


class TestCreateKey:
    def test_keeps_of_the_secret_only_its_hash(self, db, moodle):
        row = db.get_one(LrsKey, moodle.id)

        assert row.secret_hash == hashed(moodle.secret)
        assert moodle.secret not in repr(vars(row))
        assert len(moodle.secret) == 43  # 256 bits in base64

    @pytest.mark.parametrize("name", ["", "   ", "x" * 121, "two\nlines", "nul\x00"])
    def test_refuses_a_name_that_cannot_be_read(self, db, name):
        with pytest.raises(NameInvalid):
            create_key(db, name=name, now=NOW)

    def test_gives_no_name_twice_not_even_a_revoked_one(self, db, moodle):
        revoke_key(db, name="moodle", now=NOW)

        with pytest.raises(KeyNameTaken):
            create_key(db, name="moodle", now=NOW)

    @pytest.mark.parametrize("limit", [0, -1, 1_000_000_001])
    def test_refuses_limits_that_are_none(self, db, limit):
        with pytest.raises(LimitInvalid):
            create_key(db, name="x", limits=KeyLimits(requests=limit), now=NOW)

    def test_refuses_a_scope_that_xapi_does_not_know(self, db):
        with pytest.raises(UnknownScope):
            create_key(db, name="x", scopes=("statements/delete",), now=NOW)


class TestAccessWith:
    def test_tells_what_the_key_may_do(self, db):
        limits = KeyLimits(requests=10)
        made = create_key(
            db, name="x", scopes=("define",), organisation_id=7, limits=limits, now=NOW
        )

        granted = access(db, made.key, made.secret)

        assert (granted.key_id, granted.scopes, granted.organisation_id, granted.limits) == (
            made.id,
            {"define"},
            7,
            limits,
        )

    @pytest.mark.parametrize(
        "key", ["", "x", "0" * 32, "\x00" * 32, "é" * 32, "\udc80" * 32, "0" * 100_000, "' OR 1=1"]
    )
    def test_refuses_any_key_that_is_none(self, db, moodle, key):
        assert not is_good(db, key, moodle.secret)

    @pytest.mark.parametrize("secret", ["", "x", "\x00", "\udc80", "x" * 100_000])
    def test_refuses_any_other_secret(self, db, moodle, secret):
        assert not is_good(db, moodle.key, secret)

    def test_takes_no_hash_for_a_secret(self, db, moodle):
        assert not is_good(db, moodle.key, hashed(moodle.secret))
        assert not is_good(db, moodle.key, "-" * 64)


class TestRotateKey:
    def test_lets_both_secrets_in_until_the_old_one_ends(self, db, moodle):
        new = rotate_key(db, name="moodle", overlap=HOUR, now=NOW)

        assert new.key == moodle.key
        assert new.secret != moodle.secret
        assert is_good(db, moodle.key, moodle.secret, NOW + HOUR - timedelta(microseconds=1))
        assert not is_good(db, moodle.key, moodle.secret, NOW + HOUR)
        assert is_good(db, new.key, new.secret, NOW + 100 * HOUR)

    def test_without_overlap_ends_the_old_one_at_once(self, db, moodle):
        rotate_key(db, name="moodle", overlap=timedelta(0), now=NOW)

        assert not is_good(db, moodle.key, moodle.secret)

    def test_keeps_two_secrets_at_most(self, db, moodle):
        second = rotate_key(db, name="moodle", overlap=HOUR, now=NOW)
        rotate_key(db, name="moodle", overlap=HOUR, now=NOW)

        assert not is_good(db, moodle.key, moodle.secret)
        assert is_good(db, moodle.key, second.secret)

    @pytest.mark.parametrize("overlap", [-HOUR, timedelta(days=91)])
    def test_refuses_an_overlap_out_of_range(self, db, moodle, overlap):
        with pytest.raises(LimitInvalid):
            rotate_key(db, name="moodle", overlap=overlap, now=NOW)

    def test_wakes_no_revoked_key(self, db, moodle):
        revoke_key(db, name="moodle", now=NOW)

        with pytest.raises(KeyIsRevoked):
            rotate_key(db, name="moodle", now=NOW)


class TestRevokeKey:
    def test_ends_both_secrets_in_every_process_at_once(self, db, moodle, database_url):
        new = rotate_key(db, name="moodle", overlap=HOUR, now=NOW)
        db.commit()
        other = make_engine(database_url)
        with make_sessions(other)() as elsewhere:
            assert is_good(elsewhere, new.key, new.secret)
            elsewhere.rollback()
            with transaction(db):
                revoke_key(db, name="moodle", now=NOW)

            assert not is_good(elsewhere, new.key, new.secret)
            assert not is_good(elsewhere, moodle.key, moodle.secret)
        other.dispose()

    def test_knows_only_keys_that_there_are(self, db):
        with pytest.raises(NoSuchKey):
            revoke_key(db, name="nobody", now=NOW)


class TestLimitKey:
    def test_sets_and_takes_away(self, db, moodle):
        limit_key(db, name="moodle", limits=KeyLimits(60, 1000))
        limited = access(db, moodle.key, moodle.secret).limits
        limit_key(db, name="moodle", limits=KeyLimits())

        assert limited == KeyLimits(60, 1000)
        assert access(db, moodle.key, moodle.secret).limits == KeyLimits()


class TestNoteUse:
    def test_writes_once_a_minute(self, db, moodle):
        for seconds in (0, 30, 59):
            note_use(db, key_id=moodle.id, now=NOW + timedelta(seconds=seconds))
        first = db.scalar(select(LrsKey.last_used_at))
        note_use(db, key_id=moodle.id, now=NOW + timedelta(seconds=60))

        assert first == NOW
        assert db.scalar(select(LrsKey.last_used_at)) == NOW + timedelta(seconds=60)
