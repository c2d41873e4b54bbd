"""Background jobs: woken by a queue, told what to do by the database.

A job takes no argument. It looks in the database for what is due and does that, so a queue that is
lost loses nothing, and a job that runs twice does nothing the second time. The queue (huey, in a
SQLite file or in Redis) carries only wake-up calls: a mail leaves within seconds of the commit that
asked for it. A clock wakes each job too, for what was due later and for calls that were lost.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from huey import Huey, RedisHuey, SqliteHuey, crontab
from huey.exceptions import ConfigurationError
from huey.serializer import SignedSerializer
from structlog import get_logger

from caire.config import Config, ConfigError

log = get_logger(__name__)

#: An idle worker looks at the queue at least this often, seconds.
POLL_MAX_S = 2.0
SQLITE = "sqlite:///"

Run = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Schedule:
    """When the clock wakes a job, in UTC, in the notation of cron."""

    minute: str = "*"
    hour: str = "*"


@dataclass(frozen=True, slots=True)
class _Job:
    run: Run
    schedule: Schedule


class Jobs:
    """The jobs of one application, and the queue that wakes them.

    In the environment `test` a job runs at once, in the caller's thread.
    """

    def __init__(self, config: Config) -> None:
        self._config = config
        self._jobs: dict[str, _Job] = {}

    def add(self, name: str, run: Run, schedule: Schedule) -> None:
        """Declare a job; to be done before the first `wake` and before the worker starts."""
        self._jobs[name] = _Job(run, schedule)

    def wake(self, name: str) -> None:
        """Have a worker run the job soon. A queue out of reach is logged: the clock will do."""
        if name not in self._jobs:
            raise LookupError(f"no job {name!r}: known are {', '.join(self._jobs)}")
        try:
            self._tasks[name]()
        except Exception:
            # The caller's transaction is committed: nothing about its result may change now.
            log.exception("the job queue cannot be reached", job=name)

    def run_worker(self) -> None:
        """Work until the process is told to end (SIGTERM: the job under way is finished)."""
        self._prepare()
        consumer = self._huey.create_consumer(
            workers=max(1, self._config.jobs.workers),
            max_delay=POLL_MAX_S,
            graceful_signal="TERM",
        )
        # Huey listens only once its threads run: told to end before, it would die with a job begun.
        consumer._set_signal_handlers()
        consumer.run()

    def _prepare(self) -> None:
        """Declare the jobs to the queue; what became due while nobody worked is done first."""
        for task in self._tasks.values():
            task()

    @cached_property
    def _huey(self) -> Huey:
        # Opened at the first use: a connection must not be inherited by forked servers.
        return open_queue(self._config)

    @cached_property
    def _tasks(self) -> dict[str, Any]:
        for name, job in self._jobs.items():
            when = crontab(minute=job.schedule.minute, hour=job.schedule.hour)
            self._huey.periodic_task(when, name=f"{name}_by_clock")(job.run)
        return {name: self._huey.task(name=name)(job.run) for name, job in self._jobs.items()}


def open_queue(config: Config) -> Huey:
    """The queue of `jobs.url`: `sqlite:///file` or `redis://…`.

    What it holds is signed with the site's key, because huey reads it with pickle.

    Raises:
        ConfigError: another kind of address, or Redis without its package.
    """
    url = config.jobs.url
    common = {
        "results": False,
        "immediate": config.environment == "test",
        "serializer": SignedSerializer(secret=config.site.secret_key),
    }
    if url.startswith(SQLITE):
        path = Path(url.removeprefix(SQLITE))
        path.parent.mkdir(parents=True, exist_ok=True)
        return SqliteHuey("caire", filename=str(path), **common)
    if url.startswith(("redis://", "rediss://")):
        try:
            return RedisHuey("caire", url=url, **common)
        except ConfigurationError as error:
            raise ConfigError(f"jobs.url needs the package redis: {error}") from error
    raise ConfigError(f"jobs.url must start with sqlite:/// or redis://, not {url!r}")
