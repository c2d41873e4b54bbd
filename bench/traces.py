"""The learning record store: what comes in, what is found, what moves, each beside its bound."""

from collections.abc import Iterator

from _figures import Figure, show, wants_json
from _ingest import batch_figures, single_figures
from _platform import empty_platforms


def all_figures() -> Iterator[Figure]:
    with empty_platforms(count=2) as platforms:
        for database, (ours, bare) in platforms.items():
            yield from batch_figures(database, ours, bare)
            yield from single_figures(database, ours)


if __name__ == "__main__":
    as_json = wants_json(__doc__ or "")
    show(all_figures(), as_json=as_json)
