"""The versions of xAPI that the store speaks."""

from enum import Enum


class Version(Enum):
    """The value is what is answered in the header `X-Experience-API-Version`."""

    V1 = "1.0.3"
    V2 = "2.0.0"
