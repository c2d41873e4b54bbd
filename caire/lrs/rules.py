"""Rules on the parts of a statement that a type cannot say. Each raises StatementInvalid.

What the store needs to know of a part goes to `found` on the way.

Source: xAPI 1.0.3, part two, 2.4; IEEE 9274.1.1, 4.2.2.
"""

from msgspec import UNSET, UnsetType

from caire.lrs import shapes
from caire.lrs.decoding import refuse_depth
from caire.lrs.errors import StatementInvalid
from caire.lrs.findings import Found, SeenAttachment
from caire.lrs.hashing import account_key, agent_key
from caire.lrs.memo import Memo
from caire.lrs.texts import (
    check_address,
    check_duration,
    check_iri,
    check_language,
    check_media_type,
    check_sha1,
    check_sha2,
)

_NEEDED = "an Agent needs one of mbox, mbox_sha1sum, openid, account"
_addresses: Memo[str, bytes] = Memo(size=8192, length=256)


def actor(given: shapes.Actor | shapes.Target, path: str) -> tuple[bytes | None, tuple[bytes, ...]]:
    """The key of an agent or group, and those of the group's members."""
    key = _identifier(given, path)
    if given.object_type != "Group":
        if given.member is not UNSET:
            raise StatementInvalid(f"{path}.member", "only a Group has members")
        if key is None:
            raise StatementInvalid(path, _NEEDED)
        return key, ()
    if isinstance(given.member, UnsetType):
        if key is None:
            raise StatementInvalid(path, "a Group without identifier needs members")
        return key, ()
    if key is None and not given.member:
        raise StatementInvalid(f"{path}.member", "a Group without identifier needs members")
    return key, tuple(
        [_member(one, f"{path}.member[{index}]") for index, one in enumerate(given.member)]
    )


def _member(given: shapes.Member, path: str) -> bytes:
    key = _identifier(given, path)
    if key is None:
        raise StatementInvalid(path, _NEEDED)
    return key


def _identifier(given: shapes.Identified, path: str) -> bytes | None:
    """The key of what identifies an agent or group; None when nothing does."""
    mbox, sha1, openid, account = given.mbox, given.mbox_sha1sum, given.openid, given.account
    if (mbox is UNSET) + (sha1 is UNSET) + (openid is UNSET) + (account is UNSET) < 3:
        raise StatementInvalid(path, "give one identifier only, not several")
    if not isinstance(account, UnsetType):
        check_iri(account.home_page, f"{path}.account.homePage")
        if not account.name:
            raise StatementInvalid(f"{path}.account.name", "an account needs a name")
        return account_key(account.home_page, account.name)
    if not isinstance(mbox, UnsetType):
        known = _addresses.get(mbox)
        if known is None:
            check_address(mbox, f"{path}.mbox")
            known = agent_key("mbox", mbox)
            _addresses.keep(mbox, known)
        return known
    if not isinstance(sha1, UnsetType):
        check_sha1(sha1, f"{path}.mbox_sha1sum")
        return agent_key("mbox_sha1sum", sha1)
    if not isinstance(openid, UnsetType):
        check_iri(openid, f"{path}.openid")
        return agent_key("openid", openid)
    return None


def authority(given: shapes.Actor) -> None:
    key, members = actor(given, "$.authority")
    if given.object_type == "Group" and (key is not None or len(members) != 2):
        raise StatementInvalid("$.authority", "a Group as authority has two members, no identifier")


def language_map(texts: dict[str, str] | UnsetType, path: str) -> None:
    if not isinstance(texts, UnsetType):
        for tag in texts:
            check_language(tag, path)


def extensions(given: shapes.Extensions | UnsetType, path: str) -> None:
    if not isinstance(given, UnsetType):
        for key, value in given.items():
            check_iri(key, path)
            if isinstance(value, dict | list):
                refuse_depth(value, path)


def result(given: shapes.Result, path: str) -> None:
    if given.extensions is not UNSET:
        extensions(given.extensions, f"{path}.extensions")
    if not isinstance(given.duration, UnsetType):
        check_duration(given.duration, f"{path}.duration")
    if not isinstance(given.score, UnsetType):
        _score(given.score, path)


def _score(score: shapes.Score, path: str) -> None:
    if not isinstance(score.scaled, UnsetType) and not -1 <= score.scaled <= 1:
        raise StatementInvalid(f"{path}.score.scaled", "scaled must lie between -1 and 1")
    low = None if isinstance(score.min, UnsetType) else score.min
    high = None if isinstance(score.max, UnsetType) else score.max
    if low is not None and high is not None and low >= high:
        raise StatementInvalid(f"{path}.score.min", "min must be less than max")
    if isinstance(score.raw, UnsetType):
        return
    if (low is not None and score.raw < low) or (high is not None and score.raw > high):
        raise StatementInvalid(f"{path}.score.raw", "raw must lie between min and max")


def attachments(given: list[shapes.Attachment], path: str, found: Found) -> None:
    for index, one in enumerate(given):
        where = f"{path}.attachments[{index}]"
        check_iri(one.usage_type, f"{where}.usageType")
        language_map(one.display, f"{where}.display")
        language_map(one.description, f"{where}.description")
        check_media_type(one.content_type, f"{where}.contentType")
        if one.length < 0:
            raise StatementInvalid(f"{where}.length", "a length in bytes is not below 0")
        check_sha2(one.sha2, f"{where}.sha2")
        if not isinstance(one.file_url, UnsetType):
            check_iri(one.file_url, f"{where}.fileUrl")
        found.attachments.append(
            SeenAttachment(
                sha2=one.sha2.lower(),
                length=one.length,
                content_type=one.content_type,
                usage_type=one.usage_type,
                has_file_url=one.file_url is not UNSET,
                path=where,
            )
        )
