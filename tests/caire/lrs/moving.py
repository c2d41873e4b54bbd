"""What tests of exports and imports share: the files, and the power that fails."""

import gzip
import json


class Cut(BaseException):
    """The power fails."""


def cut_after(monkeypatch, module, name, calls):
    """The process ends at that call of a function of the module."""
    real, count = getattr(module, name), [0]

    def counted(*given, **named):
        count[0] += 1
        if count[0] > calls:
            raise Cut
        return real(*given, **named)

    monkeypatch.setattr(module, name, counted)


def lines_of(path):
    """The JSON of each line; the file is packed when its name says so."""
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt") as lines:
        return [json.loads(line) for line in lines]
