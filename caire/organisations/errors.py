"""What this slice refuses, by name."""

from caire.errors import Conflict, Invalid, NotFound


class BadIdentifier(Invalid):
    """An official number that cannot be right.

    Args:
        kind: `siren`, `siret`, `uai` or `nda`.
        fault: `format` (length or signs), `key` (the check digits or letter do not fit), or
            `personal` (the number of a person, never asked nor kept).
    """

    code = "bad_identifier"

    def __init__(self, kind: str, fault: str) -> None:
        super().__init__(f"{kind}: wrong {fault}")
        self.kind = kind
        self.fault = fault


class BadOrganisationField(Invalid):
    """A field is empty, too long or of the wrong form; `field` is its column's name."""

    code = "bad_organisation_field"

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field
        self.reason = reason


class SlugTaken(Conflict):
    """Another organisation has this short name."""

    code = "slug_taken"

    def __init__(self, slug: str) -> None:
        super().__init__(f"{slug} is the short name of another organisation")
        self.slug = slug


class SiteExists(Conflict):
    """The organisation already has a site of this name."""

    code = "site_exists"

    def __init__(self, name: str) -> None:
        super().__init__(f"there is already a site {name}")
        self.name = name


class RoomExists(Conflict):
    """The site already has a room of this name."""

    code = "room_exists"

    def __init__(self, name: str) -> None:
        super().__init__(f"there is already a room {name} on this site")
        self.name = name


class NoSuchOrganisation(NotFound):
    code = "no_such_organisation"


class NoSuchSite(NotFound):
    code = "no_such_site"


class NoSuchRoom(NotFound):
    code = "no_such_room"
