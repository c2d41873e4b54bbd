"""Column types that tables of the store share."""

from sqlalchemy import BigInteger, Integer

#: 64 bits on PostgreSQL; SQLite numbers its rows itself only for INTEGER, which is 64 bits there.
BigNumber = BigInteger().with_variant(Integer, "sqlite")
