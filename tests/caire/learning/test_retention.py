"""Traces of those who are enrolled stay, however old."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from caire.lrs.errors import RetiringRefused
from caire.lrs.log import ensure_signer, seal
from caire.lrs.models import StoredStatement
from caire.lrs.numbering import stored_at
from caire.lrs.services.retiring import retire
from tests.factories import NOW


class TestRetire:
    def test_is_refused_while_an_enrolment_needs_its_traces(self, db, tmp_path):
        signer = ensure_signer(tmp_path)
        seal(db, signer=signer, now=NOW)
        last = stored_at(db.scalar(select(func.max(StoredStatement.seq)))) + timedelta(days=32)

        with pytest.raises(RetiringRefused, match="still enrolled"):
            retire(db, before=(last.year, last.month), signer=signer, now=NOW)
