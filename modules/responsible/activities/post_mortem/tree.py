"""The tree of causes: under each fact, all the facts without which it would not have happened."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from modules.responsible.activities.post_mortem.story import Cause, cause, causes

#: The incident, and the two facts that lead to it; causes hang below.
ROOT = "root"
BRANCHES = ("wrong", "unseen")
#: A cause hung too high in its own branch: the direction is right, a link is missing.
TOO_HIGH = 0.5

#: Cause -> what it made possible: another cause, a branch or the root.
Links = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Node:
    id: str
    below: tuple["Node", ...]


def parents() -> tuple[str, ...]:
    """What a cause can be hung under."""
    return (*BRANCHES, *causes(), ROOT)


def reference() -> dict[str, str]:
    return {name: cause(name).parents[0] for name in causes()}


def looping(links: Links) -> str | None:
    """A cause that ends up causing itself, if there is one."""
    return next((name for name in links if name in above(name, links)), None)


def above(name: str, links: Links) -> tuple[str, ...]:
    """What hangs over a cause, nearest first; ends at a branch, the root, or where it loops."""
    found: list[str] = []
    while (name := links.get(name, "")) and name not in found:
        found.append(name)
    return tuple(found)


def grown(links: Links) -> Node:
    """The tree as linked; a cause whose link is missing, and what hangs under it, is left out.

    Links must not loop.
    """
    return _node(ROOT, {**dict.fromkeys(BRANCHES, ROOT), **links})


def _node(name: str, links: Links) -> Node:
    return Node(name, tuple(_node(each, links) for each, over in links.items() if over == name))


def aside(links: Links) -> tuple[str, ...]:
    """The causes that are not in the tree yet."""
    return tuple(name for name in causes() if not _reaches(name, links))


def _reaches(name: str, links: Links) -> bool:
    return bool({ROOT, *BRANCHES} & set(above(name, links)))


def link_score(found: Cause, parent: str) -> float:
    """1 for a parent that can be defended, half for one too high in the same branch, else 0."""
    if parent in found.parents:
        return 1.0
    return TOO_HIGH if parent in above(found.id, reference()) else 0.0


def tree_score(links: Links, names: Collection[str]) -> float:
    """The mean over the causes; in [0, 1]."""
    return sum(link_score(cause(name), links.get(name, "")) for name in names) / len(names)


def held(links: Links, names: Sequence[str]) -> int:
    """How many links can be defended."""
    return sum(links.get(name) in cause(name).parents for name in names)
