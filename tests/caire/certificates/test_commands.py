"""`caire certificates audit`, as an auditor's host runs it."""

import json

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select
from sqlalchemy.orm import Session

from caire.certificates.models import Certificate
from caire.cli import main
from caire.config import Config
from tests.support.half_day import earn
from tests.support.played import lea


@pytest.fixture
def code(db: Session, config: Config, monkeypatch: pytest.MonkeyPatch) -> str:
    """The code of the only certificate of the database that the commands use."""
    for name, value in {
        "CAIRE_ENVIRONMENT": "test",
        "CAIRE_DATA_DIR": str(config.data_dir),
        "CAIRE_DATABASE_URL": config.database.url,
        "CAIRE_JOBS_URL": config.jobs.url,
        "CAIRE_SITE_URL": config.site.url,
        "CAIRE_SITE_SECRET_KEY": config.site.secret_key,
    }.items():
        monkeypatch.setenv(name, value)
    earn(db, lea(db))
    db.commit()
    return db.scalars(select(Certificate.code)).one()


def audit(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["certificates", "audit", *arguments])


class TestAudit:
    def test_reads_one_certificate_or_all_of_them(self, code: str) -> None:
        assert "follows from its traces" in audit(code.lower()).stdout
        assert json.loads(audit("--all", "--json").stdout) == {"audited": [code]}

    def test_fails_and_names_each_that_does_not_follow(self, db: Session, code: str) -> None:
        kept = db.scalars(select(Certificate)).one()
        kept.evidence = {**kept.evidence, "attended": ["0" * 36]}
        db.commit()

        result = audit("--all")

        assert result.exit_code == 1
        assert f"{code}: attended" in result.stderr

    @pytest.mark.parametrize("arguments", [(), ("--all", "AAAA-BBBB-CCCC-DDDD")])
    def test_asks_for_one_or_all(self, arguments: tuple[str, ...]) -> None:
        assert audit(*arguments).exit_code == 2
