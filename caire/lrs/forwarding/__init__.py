"""Chosen statements go to other stores, in the order of our log, each once.

The outbox needs no table of its own. What is stored is queued for the log in the transaction that
stores it; sealing gives it the next position, whenever it was committed and whatever its number. A
target's `position` is therefore a bookmark that passes nothing by, costs nothing when statements
arrive, and holds for imports too. What leaves is sealed: it can be proved to who received it.

A batch that was sent when we fell is sent again: ids make it count once.
"""
