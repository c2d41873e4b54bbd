"""`caire content load --dry-run`: whom a change touches, said before it is made."""

from collections.abc import Iterator
from dataclasses import asdict

from caire.analysis.impact import CourseImpact, ItemImpact

_SAID = {
    "added": "new",
    "withdrawn": "leaves the pool of the final assessment",
    "major": "new major version: a new exposure, statistics start anew",
    "reworded": "reworded",
    "silent": "CHANGED UNDER THE SAME VERSION: raise its version",
    "key": "ANOTHER KEY WITHOUT A MAJOR VERSION: raise its major version",
}


def impact_payload(impact: CourseImpact) -> dict[str, object]:
    return {
        "key": impact.course_key,
        "before": impact.before,
        "after": impact.after,
        "changed": not impact.is_unchanged,
        "learners": impact.learners,
        "past_term": impact.past_term,
        "finished": impact.finished,
        "open_attempts": impact.open_attempts,
        "certificates": impact.certificates,
        "screens": _screens(impact),
        "rule_changed": bool(impact.changes and impact.changes.rule_changed),
        "items": [
            {
                **asdict(item.change),
                "open_attempts": item.open_attempts,
                "handed_in": item.handed_in,
                "would_pass": item.would_pass,
            }
            for item in impact.items
        ],
    }


def _screens(impact: CourseImpact) -> dict[str, list[str]]:
    changes = impact.changes
    if changes is None:
        return {"added": [], "removed": [], "changed": []}
    return {
        "added": list(changes.screens_added),
        "removed": list(changes.screens_removed),
        "changed": list(changes.screens_changed),
    }


def impact_lines(impact: CourseImpact) -> Iterator[str]:
    """What would change, whom it touches, and what happens to them."""
    if impact.is_unchanged:
        yield f"{impact.course_key} {impact.after}: unchanged, nobody is touched"
        return
    if impact.before is None:
        yield f"{impact.course_key} {impact.after}: new, newcomers find it at once"
        return
    yield f"{impact.course_key} {impact.before} -> {impact.after}:"
    if impact.before == impact.after:
        yield "  CHANGED UNDER THE SAME content_version: raise it in level.yaml"
    yield f"  {impact.learners} learners under way finish with {impact.before} or the version that"
    yield "    they began, its final assessment too, for 12 months; what is done stays done"
    if impact.past_term:
        yield f"    {impact.past_term} of them began more than 12 months ago: tell them to finish"
    yield f"  {impact.finished} learners have passed: nothing changes for them"
    yield f"  {impact.open_attempts} open attempts go on with the questions that they show"
    yield f"  {impact.certificates} valid certificates stay valid: none is withdrawn for a change"
    if impact.changes and impact.changes.rule_changed:
        yield "  the certification rule changes: for newcomers only"
    for what, names in _screens(impact).items():
        if names:
            yield f"  screens {what}: {', '.join(names)}"
    for item in impact.items:
        yield from _item_lines(item)


def _item_lines(item: ItemImpact) -> Iterator[str]:
    change = item.change
    versions = " -> ".join(dict.fromkeys(v for v in (change.before, change.after) if v))
    yield f"  {change.item_id} {versions}: {_SAID[change.kind]}"
    if item.open_attempts or item.handed_in:
        yield f"    asked in {item.open_attempts} open and {item.handed_in} handed in attempts"
    if item.would_pass:
        yield f"    {item.would_pass} attempts failed and would pass without it: if it is faulty,"
        yield "      `caire content regrade` keeps the better result of each (CURRICULUM F.1)"
