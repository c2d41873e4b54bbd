"""Column types that tables of the store share."""

from sqlalchemy import BigInteger, Integer, LargeBinary, String
from sqlalchemy.dialects import postgresql

#: 64 bits on PostgreSQL; SQLite numbers its rows itself only for INTEGER, which is 64 bits there.
BigNumber = BigInteger().with_variant(Integer, "sqlite")
#: A UUID: 16 bytes on PostgreSQL, text in lower case with hyphens on SQLite; `str` in Python.
UuidText = String(36).with_variant(postgresql.UUID(as_uuid=False), "postgresql")
#: What something is found by: see `caire.lrs.hashing`.
KeyBytes = LargeBinary(16)
