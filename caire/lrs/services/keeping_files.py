"""Keep the files that come with statements, give them out, forget them with the last statement."""

from collections.abc import Mapping, Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from caire.db import insert_for
from caire.lrs.models import StatementFile, StoredFile


def keep_files(
    db: Session, *, spoken_of: Sequence[tuple[int, str]], files: Mapping[str, bytes]
) -> None:
    """Keep the files that new statements speak of.

    Args:
        spoken_of: the number of a statement and the SHA-2 of a file it speaks of.
        files: contents by SHA-2 in lower case.
    """
    links = [{"seq": seq, "sha2": sha2} for seq, sha2 in dict.fromkeys(spoken_of) if sha2 in files]
    if not links:
        return
    wanted = sorted({sha2 for _, sha2 in spoken_of if sha2 in files})
    rows = [{"sha2": sha2, "content": files[sha2]} for sha2 in wanted]
    db.execute(insert_for(db, StoredFile.__table__).on_conflict_do_nothing(), rows)
    db.execute(insert_for(db, StatementFile.__table__).on_conflict_do_nothing(), links)


def files_of(db: Session, seqs: Sequence[int]) -> dict[str, bytes]:
    """The files of these statements by SHA-2."""
    query = (
        select(StoredFile.sha2, StoredFile.content)
        .join(StatementFile, StatementFile.sha2 == StoredFile.sha2)
        .where(StatementFile.seq.in_(seqs))
        .distinct()
    )
    return {row.sha2: row.content for row in db.execute(query)}


def forget_files(db: Session, seqs: Sequence[int]) -> None:
    """Take the files away of which no other statement speaks."""
    theirs = select(StatementFile.sha2).where(StatementFile.seq.in_(seqs))
    gone = list(db.scalars(theirs))
    if not gone:
        return
    db.execute(delete(StatementFile).where(StatementFile.seq.in_(seqs)))
    kept = select(StatementFile.sha2).where(StatementFile.sha2.in_(gone))
    db.execute(delete(StoredFile).where(StoredFile.sha2.in_(gone), StoredFile.sha2.not_in(kept)))
