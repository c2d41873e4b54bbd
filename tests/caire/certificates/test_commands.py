"""`caire certificates audit` and bundles of evidence, as an auditor's host runs them."""

import json
from pathlib import Path

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


def traces(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["traces", *arguments])


class TestABundle:
    def test_holds_the_evidence_of_a_certificate(
        self, db: Session, code: str, tmp_path: Path
    ) -> None:
        file = str(tmp_path / "evidence.json")
        early = traces("bundle", file, "--certificate", code)
        assert (early.exit_code, "caire traces seal" in early.stderr) == (1, True)
        traces("seal")

        made = traces("bundle", file, "--certificate", code.lower(), "--json")

        kept = db.scalars(select(Certificate)).one()
        named = {id for ids in kept.evidence.values() for id in ids} | {kept.statement_id}
        assert json.loads(made.stdout)["statements"] == len(named)
        said = traces("verify", "--bundle", file)
        assert said.exit_code == 0
        assert f"as the evidence of certificate {code}" in said.stdout

    def test_names_a_piece_of_evidence_that_was_taken_out(self, code: str, tmp_path: Path) -> None:
        file = tmp_path / "evidence.json"
        traces("seal")
        traces("bundle", str(file), "--certificate", code)
        bundle = json.loads(file.read_text())
        gone = bundle["statements"].pop(1)
        file.write_text(json.dumps(bundle))

        said = traces("verify", "--bundle", str(file))

        assert said.exit_code == 1
        assert f"statement {gone['id']} was removed from the bundle" in said.stderr

    def test_of_an_unknown_certificate_is_refused(self, code: str, tmp_path: Path) -> None:
        said = traces("bundle", str(tmp_path / "b"), "--certificate", "AAAA-BBBB-CCCC-DDDD")

        assert said.exit_code == 1
        assert "no certificate has the code AAAA-BBBB-CCCC-DDDD" in said.stderr
