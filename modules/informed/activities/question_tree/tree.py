"""Trees of questions on loans: those somebody builds, and those of CART (Gini impurity)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

FEATURES = ("past", "days", "reminder", "objects", "hour", "years")


@dataclass(frozen=True, slots=True)
class Loan:
    """One loan; `values` in the order of FEATURES, `late` 1 when it came back late."""

    values: tuple[int, ...]
    late: int


@dataclass(frozen=True, slots=True)
class Question:
    """Is `feature` more than `limit`?"""

    feature: str
    limit: int

    def asks(self, loan: Loan) -> bool:
        return loan.values[FEATURES.index(self.feature)] > self.limit


@dataclass(frozen=True, slots=True)
class Node:
    """A place in a tree: `path` is `y` or `n` for each answer from the top; a leaf asks nothing."""

    path: str
    loans: tuple[Loan, ...]
    question: Question | None = None
    yes: "Node | None" = None
    no: "Node | None" = None

    @property
    def late(self) -> int:
        return sum(loan.late for loan in self.loans)

    @property
    def answer(self) -> int:
        """What most of its loans did; on time when as many did either."""
        return int(2 * self.late > len(self.loans))

    @property
    def impurity(self) -> float:
        """Gini: 0 when all agree, 0.5 at most."""
        if not self.loans:
            return 0.0
        share = self.late / len(self.loans)
        return 2 * share * (1 - share)

    def leaves(self) -> list["Node"]:
        """Those of « yes » first."""
        if self.yes is None or self.no is None:
            return [self]
        return [*self.yes.leaves(), *self.no.leaves()]

    def at(self, path: str) -> "Node":
        """The node that these answers lead to.

        Raises:
            KeyError: the tree stops before.
        """
        if path == self.path:
            return self
        below = self.yes if path[len(self.path)] == "y" else self.no
        if below is None:
            raise KeyError(path)
        return below.at(path)

    def predict(self, loan: Loan) -> int:
        node = self
        while node.question and node.yes and node.no:
            node = node.yes if node.question.asks(loan) else node.no
        return node.answer

    def right(self, loans: Sequence[Loan]) -> int:
        """How many of the loans it answers right."""
        return sum(self.predict(loan) == loan.late for loan in loans)


def split(loans: Sequence[Loan], question: Question) -> tuple[tuple[Loan, ...], tuple[Loan, ...]]:
    """Those that answer yes, those that answer no."""
    yes = tuple(loan for loan in loans if question.asks(loan))
    no = tuple(loan for loan in loans if not question.asks(loan))
    return yes, no


def built(loans: tuple[Loan, ...], asked: Mapping[str, Question], path: str = "") -> Node:
    """The tree of the questions asked, by path."""
    question = asked.get(path)
    if question is None:
        return Node(path, loans)
    yes, no = split(loans, question)
    return Node(path, loans, question, built(yes, asked, path + "y"), built(no, asked, path + "n"))


def cart(loans: tuple[Loan, ...], depth: int, path: str = "") -> Node:
    """The tree that takes at each place the question that lowers Gini impurity most."""
    question = best_question(loans) if depth else None
    if question is None:
        return Node(path, loans)
    yes, no = split(loans, question)
    return Node(
        path, loans, question, cart(yes, depth - 1, path + "y"), cart(no, depth - 1, path + "n")
    )


def best_question(loans: tuple[Loan, ...]) -> Question | None:
    """None when no question helps. Equal ones: the first feature, the lowest limit.

    Impurities are compared as whole numbers, so that equal ones are seen as equal.
    """
    size, late = len(loans), sum(loan.late for loan in loans)
    best: tuple[int, int] | None = None
    found = None
    for rank, feature in enumerate(FEATURES):
        for limit in sorted({loan.values[rank] for loan in loans})[:-1]:
            high = [loan.late for loan in loans if loan.values[rank] > limit]
            top, bottom = _split_impurity(sum(high), len(high), late - sum(high), size - len(high))
            if best is None or top * best[1] < best[0] * bottom:
                best, found = (top, bottom), Question(feature, limit)
    if best is None or best[0] * size >= late * (size - late) * best[1]:
        return None
    return found


def _split_impurity(late_a: int, size_a: int, late_b: int, size_b: int) -> tuple[int, int]:
    """The impurity left by a split, but for a constant factor, as a fraction."""
    top = late_a * (size_a - late_a) * size_b + late_b * (size_b - late_b) * size_a
    return top, size_a * size_b
