"""What all tables share: their list, the kinds of their columns, references. Dates and instants are ISO text."""

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, MetaData, String

metadata = MetaData()

Id = BigInteger().with_variant(Integer, "sqlite")
Day = String(10)
Instant = String(32)


def reference(name: str, target: str, *, nullable: bool = False, index: bool = False) -> Column[int]:
    """Return a column that names a row of another table; what is named cannot be taken out."""
    return Column(name, Id, ForeignKey(target, ondelete="RESTRICT"), nullable=nullable, index=index)
