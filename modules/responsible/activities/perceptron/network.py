"""A neuron, or a layer of them, trained for real: no library, batch gradient descent.

Measures are in [0, 10] on the page and in [-1, 1] here. With no hidden unit the network is one
logistic neuron; with `hidden` of them, each is tanh(a·x + b·y + c) and a logistic neuron adds them.
Source of the method: Rumelhart, Hinton and Williams, Nature 323, 1986.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log, tanh

from caire.sdk import Mulberry32

MOST_HIDDEN = 8
#: Half the width of the interval where weights are drawn before training.
SPREAD = 1.0


@dataclass(frozen=True, slots=True)
class Example:
    """Two measures in tenths (0 to 100), `label` 1 (▲, to repair) or 0 (●, fine)."""

    x: int
    y: int
    label: int


@dataclass(frozen=True, slots=True)
class Network:
    """`units` holds (weight of x, weight of y, bias) per hidden unit; none for a lone neuron.

    `out` holds the weights of the last neuron, one per input or per unit, then its bias.
    """

    units: tuple[tuple[float, float, float], ...]
    out: tuple[float, ...]

    def chance(self, x: float, y: float) -> float:
        """The answer in [0, 1] at a place in tenths: 1 says ▲."""
        a, b = scaled(x), scaled(y)
        values = [tanh(u * a + v * b + c) for u, v, c in self.units] if self.units else [a, b]
        return logistic(self.out[-1] + sum(w * h for w, h in zip(self.out, values, strict=False)))


@dataclass(frozen=True, slots=True)
class Training:
    """`losses`: mean cross-entropy in nats before each epoch kept, the first and last included."""

    network: Network
    losses: tuple[float, ...]


def scaled(tenths: float) -> float:
    return tenths / 50 - 1


def logistic(z: float) -> float:
    """1 / (1 + e^-z), without overflow."""
    return 1 / (1 + exp(-z)) if z >= 0 else exp(z) / (1 + exp(z))


def parameters(hidden: int) -> int:
    """The numbers that training sets: 3 for a neuron, 9 for two hidden units, 33 for eight."""
    return 4 * hidden + 1 if hidden else 3


def multiplications(hidden: int, examples: int) -> int:
    """In one epoch of `train`: answering, finding who is wrong, turning each weight once.

    A neuron answers with 2 products and learns with 2; a hidden unit needs 3, then 6.
    """
    return examples * (9 * hidden if hidden else 4) + parameters(hidden)


def drawn(hidden: int, start: int) -> Network:
    """The weights before training: a draw that `hidden` and `start` always give again."""
    generator = Mulberry32(1000 * hidden + start)

    def weight() -> float:
        return SPREAD * (2 * generator.random() - 1)

    units = tuple((2 * weight(), 2 * weight(), weight()) for _ in range(hidden))
    return Network(units, tuple(weight() for _ in range((hidden or 2) + 1)))


def train(
    examples: Sequence[Example], network: Network, rate: float, epochs: int, kept: int = 40
) -> Training:
    """Lower the mean cross-entropy by `epochs` steps of batch gradient descent.

    `kept` is about how many losses are kept along the way.
    """
    cases = [(scaled(e.x), scaled(e.y), float(e.label)) for e in examples]
    step = rate / len(cases)
    every = max(1, epochs // kept)
    losses = []
    for epoch in range(epochs):
        if epoch % every == 0:
            losses.append(loss(examples, network))
        network = _turned(cases, network, step)
    losses.append(loss(examples, network))
    return Training(network, tuple(losses))


def _turned(cases: Sequence[tuple[float, float, float]], network: Network, step: float) -> Network:
    """The network after one look at all the cases."""
    hidden = network.units
    *weights, bias = network.out
    d_units = [[0.0, 0.0, 0.0] for _ in hidden]
    d_weights = [0.0] * len(weights)
    d_bias = 0.0
    for a, b, label in cases:
        values = [tanh(u * a + v * b + c) for u, v, c in hidden] if hidden else [a, b]
        z = bias + sum([w * h for w, h in zip(weights, values, strict=True)])
        wrong = logistic(z) - label
        d_bias += wrong
        for j, h in enumerate(values):
            d_weights[j] += wrong * h
            if hidden:
                back = wrong * weights[j] * (1 - h * h)
                slope = d_units[j]
                slope[0] += back * a
                slope[1] += back * b
                slope[2] += back
    units = tuple(
        (u - step * du, v - step * dv, c - step * dc)
        for (u, v, c), (du, dv, dc) in zip(hidden, d_units, strict=True)
    )
    out = [w - step * d for w, d in zip(weights, d_weights, strict=True)]
    return Network(units, (*out, bias - step * d_bias))


def loss(examples: Sequence[Example], network: Network) -> float:
    """Mean cross-entropy, in nats: 0.69 when nothing is known, 0 when all is sure and right."""
    return -sum(
        _log(network.chance(e.x, e.y) if e.label else 1 - network.chance(e.x, e.y))
        for e in examples
    ) / len(examples)


def _log(chance: float) -> float:
    return log(max(chance, 1e-12))


def right(examples: Sequence[Example], network: Network) -> int:
    """How many examples fall on their side."""
    return sum((network.chance(e.x, e.y) >= 0.5) == bool(e.label) for e in examples)
