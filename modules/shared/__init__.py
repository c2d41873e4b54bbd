"""What activities of several levels share: algorithms, their data, their client models."""

from pathlib import Path

STATIC = Path(__file__).parent / "static"
