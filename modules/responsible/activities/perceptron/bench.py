"""The learner's bench: a set of examples, settings, the network trained, and what was shown."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from modules.responsible.activities.perceptron.network import (
    MOST_HIDDEN,
    Example,
    Network,
    drawn,
    right,
    train,
)
from modules.responsible.activities.perceptron.presets import OWN_START, PRESETS, preset

HIDDEN = tuple(range(MOST_HIDDEN + 1))
EPOCHS = (50, 200, 600)
RATES = ("0.3", "1", "3")
STARTS = (1, 2, 3, 4, 5)
MOST_OWN = 30
TRIALS_KEPT = 8


@dataclass(frozen=True, slots=True)
class Settings:
    """`rate` is text, as in the list; `start` numbers the draw of the first weights."""

    preset: str = "corners"
    hidden: int = 0
    epochs: int = 200
    rate: str = "1"
    start: int = 1


@dataclass(frozen=True, slots=True)
class Trial:
    """What one training gave; `fresh` and `elsewhere` are None until they are measured."""

    settings: Settings
    right: int
    total: int
    fresh: int | None = None
    elsewhere: int | None = None


@dataclass(frozen=True, slots=True)
class Bench:
    """`network` is None until examples in sight have been learnt; `shown` serves the missions.

    `shown["corners"]` is the fewest hidden units that solved it; `shown["tiny"]` the cases got
    right by the network that recites best (most examples, then fewest fresh cases);
    `shown["shift"]` both results of one network.
    """

    settings: Settings = field(default_factory=Settings)
    network: Network | None = None
    losses: tuple[float, ...] = ()
    own: tuple[Example, ...] = OWN_START
    trials: tuple[Trial, ...] = ()
    shown: Mapping[str, Any] = field(default_factory=dict)

    @property
    def examples(self) -> tuple[Example, ...]:
        return self.own if self.settings.preset == "own" else preset(self.settings.preset).examples

    def stored(self) -> dict[str, Any]:
        """As kept with the run."""
        return asdict(self)

    def showing(self, settings: Settings) -> "Bench":
        """Other examples, or the same: nothing is trained yet."""
        return replace(self, settings=settings, network=None, losses=())

    def trained(self, settings: Settings) -> "Bench":
        bench = self.showing(settings)
        first = drawn(settings.hidden, settings.start)
        found = train(bench.examples, first, float(settings.rate), settings.epochs)
        trial = Trial(settings, right(bench.examples, found.network), len(bench.examples))
        kept = (*bench.trials, trial)[-TRIALS_KEPT:]
        bench = replace(bench, network=found.network, losses=found.losses, trials=kept)
        return replace(bench, shown=_shown(bench.shown, trial))

    def measured(self, where: str) -> "Bench":
        """The network tried on the cases it has never seen: `fresh` or `elsewhere`."""
        assert self.network is not None
        found = right(getattr(preset(self.settings.preset), where), self.network)
        last = self.trials[-1]
        trial = replace(last, fresh=found) if where == "fresh" else replace(last, elsewhere=found)
        trials = (*self.trials[:-1], trial)
        return replace(self, trials=trials, shown=_shown(self.shown, trial))

    def drawing(self, own: tuple[Example, ...]) -> "Bench":
        return replace(self.showing(replace(self.settings, preset="own")), own=own)


def _shown(before: Mapping[str, Any], trial: Trial) -> dict[str, Any]:
    """What the missions may count on, after this trial."""
    shown = dict(before)
    settings = trial.settings
    if settings.preset == "corners" and trial.right == trial.total:
        shown["corners"] = min(settings.hidden, shown.get("corners", settings.hidden))
    if settings.preset == "tiny":
        tries = [shown.get("tiny"), {"right": trial.right, "fresh": trial.fresh}]
        shown["tiny"] = max((t for t in tries if t), key=_recites)
    if settings.preset == "shift" and trial.fresh is not None and trial.elsewhere is not None:
        shown["shift"] = {"fresh": trial.fresh, "elsewhere": trial.elsewhere}
    return shown


def _recites(tried: Mapping[str, int | None]) -> tuple[int, int]:
    """All examples right first, then the fewest fresh cases; not measured counts as none lost."""
    fresh = tried["fresh"]
    return tried["right"] or 0, -(101 if fresh is None else fresh)


def bench_of(workspace: Mapping[str, Any]) -> Bench:
    """What was kept, or opposite corners before any training."""
    if not workspace:
        return Bench()
    network = workspace["network"]
    return Bench(
        Settings(**workspace["settings"]),
        network
        and Network(tuple((a, b, c) for a, b, c in network["units"]), tuple(network["out"])),
        tuple(workspace["losses"]),
        tuple(Example(**example) for example in workspace["own"]),
        tuple(Trial(**{**t, "settings": Settings(**t["settings"])}) for t in workspace["trials"]),
        workspace["shown"],
    )


def offered(done: Mapping[str, Any]) -> tuple[str, ...]:
    """The sets to choose from: both workshops together once the remedy has been foretold."""
    return tuple(name for name in PRESETS if name != "both" or "mission-3" in done)
