"""Refusals of dossiers."""

from caire.errors import Conflict, Invalid, NotAllowed, NotFound


class NoSuchDossier(NotFound):
    """There is none, or it is not this person's to see."""

    code = "no_such_dossier"


class PartsMissing(Invalid):
    """Nothing is written in some parts; `parts` holds their ids."""

    code = "dossier_parts_missing"

    def __init__(self, parts: tuple[str, ...]) -> None:
        super().__init__(f"nothing is written in {', '.join(parts)}")
        self.parts = parts


class CannotDeposit(Conflict):
    """A version is being marked, is passed, or was the last one."""

    code = "cannot_deposit"


class CannotAskAgain(Conflict):
    """A second marking is for a version that did not pass and that one person marked."""

    code = "cannot_ask_second_marking"


class NotToBeMarked(Conflict):
    """It is marked already, or this trainer marked it: the second one is somebody else."""

    code = "dossier_not_to_be_marked"


class MarkingIncomplete(Invalid):
    """`wrong`: (part, criterion) of marks or comments that are missing, unknown or too long."""

    code = "dossier_marking_incomplete"

    def __init__(self, wrong: tuple[tuple[str, str], ...]) -> None:
        super().__init__(", ".join(f"{part}/{criterion}" for part, criterion in wrong))
        self.wrong = wrong


class NotToBeAgreed(Conflict):
    """There is nothing to agree on, or the other marker has something newer to say."""

    code = "dossier_not_to_be_agreed"


class ReasonMissing(Invalid):
    code = "dossier_reason_missing"


class OwnProposal(NotAllowed):
    """Who proposes does not agree with herself: the other marker does."""

    code = "dossier_own_proposal"
