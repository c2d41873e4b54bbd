"""The learning record store: what comes in, what is found, what moves, each beside its bound."""

from collections.abc import Iterator

from _figures import Figure, show, wants_json
from _finding import finding_figures
from _ingest import batch_figures, single_figures
from _moving import moving_figures
from _platform import empty_platforms
from _ralph import ralph_figures


def all_figures() -> Iterator[Figure]:
    with empty_platforms(count=2) as platforms:
        for database, (ours, bare) in platforms.items():
            yield from batch_figures(database, ours, bare)
            yield from single_figures(database, ours)
    with empty_platforms(count=3) as platforms:
        for database, (small, large, empty) in platforms.items():
            yield from finding_figures(database, small, large)
            yield from moving_figures(database, large, empty)
    with empty_platforms() as platforms:
        yield from ralph_figures(platforms["sqlite"][0])


if __name__ == "__main__":
    as_json = wants_json(__doc__ or "")
    show(all_figures(), as_json=as_json)
