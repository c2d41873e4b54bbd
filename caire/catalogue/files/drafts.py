"""Sequences that are being written: checked like the others, kept out of the published course.

`level.yaml` names them in `drafts`. The files of a course come in two states: as published, where
drafts are left out with the items that belong to them, and as rehearsed, where they stand after
the published sequences, as if they were published too.
"""

from dataclasses import replace

from caire.catalogue.files.schemas.items import ItemFile
from caire.catalogue.files.tree import CourseFiles, SequenceFiles


def rehearsed(files: CourseFiles) -> CourseFiles:
    """The course as it will be once its drafts are published."""
    return replace(files, sequences=(*files.sequences, *files.drafts))


def is_draft(files: CourseFiles, sequence: SequenceFiles) -> bool:
    return any(sequence is draft for draft in files.drafts)


def hidden_screens(files: CourseFiles) -> frozenset[str]:
    """Ids of the screens of drafts that are no part of these files' course."""
    return _screens(files.drafts) - _screens(files.sequences)


def is_hidden_item(files: CourseFiles, item: ItemFile) -> bool:
    """Whether the item belongs to drafts that are left out, so that it is left out with them.

    It does when only drafts show it, or when no screen shows it and it sends back to drafts only.
    """
    if item.id in _shown_items(files.sequences):
        return False
    hidden = hidden_screens(files)
    if not hidden:
        return False
    sends_to_drafts = bool(item.review) and set(item.review) <= hidden
    return sends_to_drafts or item.id in _shown_items(files.drafts)


def _screens(sequences: tuple[SequenceFiles, ...]) -> frozenset[str]:
    return frozenset(s.id for files in sequences for s in files.module.source.value.screens)


def _shown_items(sequences: tuple[SequenceFiles, ...]) -> frozenset[str]:
    screens = (s for files in sequences for s in files.module.source.value.screens)
    return frozenset(item for screen in screens for item in screen.items)
