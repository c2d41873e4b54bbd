"""Run the official conformance suite against a fresh platform. usage: see conformance.sh

Writes one JSON file a run: what was run, the counts, and each failed test by its name.
"""

import argparse
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.support.postgres import running_postgres

VERSIONS = {"1.0.3": "1.0.3", "2.0": "2.0.0"}
DATABASES = ("sqlite", "postgresql")
START_S = 60
LONGEST_S = 1800


@dataclass(frozen=True, slots=True)
class Access:
    """Where the platform is served, with a key that may do all, and its secret."""

    endpoint: str
    key: str
    secret: str


def main() -> int:
    """Returns 1 when a test failed in any of the runs."""
    options = _options()
    options.out.mkdir(parents=True, exist_ok=True)
    failed = 0
    for database in options.database:
        for version in options.xapi:
            with tempfile.TemporaryDirectory(prefix="caire-conformance-") as folder:
                result = run(options.suite, version, database, Path(folder), options.grep)
            file = options.out / f"{version}-{database}.json"
            file.write_text(json.dumps(result, ensure_ascii=False, indent=2) + "\n", "utf-8")
            print(
                f"xAPI {version} on {database}: {result['passed']} of {result['total']} passed, "
                f"{result['failed']} failed, {result['not_run']} not run: {file}"
            )
            failed += result["total"] == 0 or result["passed"] < result["total"]
    return int(failed > 0)


def run(suite: Path, version: str, database: str, folder: Path, grep: str | None) -> dict[str, Any]:
    """One run on an empty database, with the counts and the names of what failed."""
    spoken = VERSIONS[version]
    with _database(database, folder) as url, _served(url, folder, spoken) as access:
        record = _record(suite, spoken, access, grep)
    counts = {name: record["summary"][name] or 0 for name in ("total", "passed", "failed")}
    return {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "commit": _commit(Path.cwd()),
        "suite": _commit(suite),
        "version": version,
        "database": database,
        **counts,
        # A test whose preparation fails is neither passed nor failed.
        "not_run": counts["total"] - counts["passed"] - counts["failed"],
        "seconds": round((record["duration"] or 0) / 1000),
        "failures": list(_failures(record.get("log"))),
    }


def _record(suite: Path, spoken: str, access: Access, grep: str | None) -> dict[str, Any]:
    """What the suite wrote down. Its exit code is the failures modulo 256, so it is not used."""
    command = ["node", "bin/console_runner.js", "--errors", "--basicAuth"]
    command += ["--endpoint", access.endpoint, "--xapiVersion", spoken]
    command += ["--authUser", access.key, "--authPassword", access.secret]
    command += ["--grep", grep] if grep else []
    said = subprocess.run(
        command, cwd=suite, capture_output=True, text=True, check=False, timeout=LONGEST_S
    ).stdout
    written = [line.split()[-1] for line in said.splitlines() if "log written to" in line]
    if not written:
        raise SystemExit(f"the suite ended without a log:\n{said[-2000:]}")
    record: dict[str, Any] = json.loads(Path(written[0]).read_text("utf-8"))
    return record


def _failures(test: dict[str, Any] | None, above: tuple[str, ...] = ()) -> Iterator[dict[str, str]]:
    if not test:
        return
    names = (*above, test["title"]) if test["title"] else above
    if test.get("error"):
        yield {"test": " > ".join(names), "error": test["error"]}
    for inner in test.get("tests") or []:
        yield from _failures(inner, names)


@contextmanager
def _database(kind: str, folder: Path) -> Iterator[str]:
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'caire.db'}"
        return
    with running_postgres() as server:
        yield server.create_database("conformance")


@contextmanager
def _served(database_url: str, folder: Path, spoken: str) -> Iterator[Access]:
    """A fresh platform."""
    port = _free_port()
    address = f"http://127.0.0.1:{port}"
    environment = {
        **os.environ,
        "CAIRE_DATABASE_URL": database_url,
        "CAIRE_DATA_DIR": str(folder),
        "CAIRE_JOBS_URL": f"sqlite:///{folder / 'jobs.db'}",
        "CAIRE_SITE_URL": address,
        "CAIRE_LRS_DEFAULT_VERSION": spoken,
    }
    caire = [sys.executable, "-m", "caire"]
    subprocess.run([*caire, "init"], env=environment, check=True, stdout=subprocess.DEVNULL)
    create = [*caire, "lrs", "keys", "create", "--name", "conformance", "--scope", "all", "--json"]
    created = subprocess.run(create, env=environment, check=True, capture_output=True)
    made = json.loads(created.stdout)
    serve = [*caire, "serve", "--bind", f"127.0.0.1:{port}"]
    with subprocess.Popen(serve, env=environment) as server:
        try:
            _wait_for(f"{address}/xapi/about", server)
            yield Access(f"{address}/xapi", made["key"], made["secret"])
        finally:
            server.terminate()


def _wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + START_S
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except (urllib.error.URLError, ConnectionError):
            if server.poll() is not None:
                break
            time.sleep(0.2)
    raise SystemExit("the platform did not start: `caire doctor` says why")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _commit(folder: Path) -> str:
    return subprocess.run(
        ["git", "-C", str(folder), "rev-parse", "--short", "HEAD"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="conformance.sh", description=__doc__)
    parser.add_argument("--suite", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("--out", type=Path, default=Path("build/conformance"), metavar="FOLDER")
    parser.add_argument("--xapi", action="append", choices=list(VERSIONS))
    parser.add_argument("--database", action="append", choices=DATABASES)
    parser.add_argument("--grep", help="only tests whose name matches")
    options = parser.parse_args()
    options.xapi = options.xapi or list(VERSIONS)
    options.database = options.database or DATABASES
    return options


if __name__ == "__main__":
    sys.exit(main())
