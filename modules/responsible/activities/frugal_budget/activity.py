"""Choose under a budget: a portfolio, what its place depends on, and a use done without AI."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from caire.sdk import (
    Action,
    Assessor,
    Exploration,
    Form,
    Run,
    StepActivity,
    StepOutcome,
    choice,
    in_language,
    one,
    percent,
    ticked,
    whole_number,
)
from modules.responsible.activities.frugal_budget.bench import (
    REBOUNDS,
    Bench,
    bench_of,
    read_picks,
    sends_picks,
)
from modules.responsible.activities.frugal_budget.presentation import (
    GRID,
    GUESSES,
    HOLDS,
    kwh,
    present,
    say_bill,
    whole,
)
from modules.responsible.activities.frugal_budget.scoring import (
    ENOUGH,
    HELPS,
    SUITS,
    portfolio_score,
    rewriting_score,
    robustness_score,
)
from modules.responsible.activities.frugal_budget.solver import (
    Bill,
    Case,
    best,
    bill,
    by_value,
    unsettled,
    without_ai,
)
from modules.responsible.activities.frugal_budget.uses import (
    LEVELS,
    METHODS,
    budget,
    use_named,
    uses,
)

#: What taking the most valued uses first gives, and the case where rebound is judged.
TRUTH = "two_thirds"
GROWN = Case("central", 30)
FEWEST_SIGNS = 30


class FrugalBudget(StepActivity):
    """`act.budget-frugal`."""

    def view(self, run: Run) -> Mapping[str, Any]:
        return present(run, self.manifest, self.speech)

    def assessors(self) -> Mapping[str, Assessor]:
        return {
            "prediction": self._assess_guess,
            "mission-1": self._assess_portfolio,
            "mission-2": self._assess_robustness,
            "mission-3": self._assess_rewriting,
        }

    def actions(self) -> Mapping[str, Action]:
        return {"choose": self._choose, "look": self._look}

    def _chosen(self, answer: Form, run: Run) -> Bench:
        picks = read_picks(answer)
        if picks is None:
            raise self.speech.refuse("wrong_pick", run.language)
        return bench_of(run.workspace).choosing(picks)

    def _choose(self, answer: Form, run: Run) -> Exploration:
        if "mission-1" in run.done:
            raise self.speech.refuse("handed_in", run.language)
        bench = self._chosen(answer, run)
        found = bill(bench.picks, Case())
        trace = {"action": "choose", "picks": dict(bench.picks), **_counts(found)}
        return Exploration(bench.stored(), trace, say_bill("chosen", found, run, self.speech))

    def _look(self, answer: Form, run: Run) -> Exploration:
        if "mission-1" not in run.done:
            raise self.speech.refuse("hand_in_first", run.language)
        level = choice(answer, "level", LEVELS, self.speech, run, "wrong_level")
        rebound = whole_number(answer, "rebound", (min(REBOUNDS), max(REBOUNDS)))
        if rebound not in REBOUNDS:
            raise self.speech.refuse("wrong_rebound", run.language)
        case = Case(level, rebound)
        bench = bench_of(run.workspace).looking(case)
        found = best(case)
        message = self.speech.say(
            "looked",
            run.language,
            level=self.speech.say(f"level_{level}", run.language),
            rebound=rebound,
            best=found.bill.value,
            own=say_bill("own", bill(bench.picks, case), run, self.speech),
        )
        trace = {"action": "look", "level": level, "rebound": rebound, **_counts(found.bill)}
        return Exploration(bench.stored(), trace, message)

    def _assess_guess(self, answer: Form, run: Run) -> StepOutcome:
        guess = choice(answer, "guess", GUESSES, self.speech, run)
        right = guess == TRUTH
        first, highest = by_value(Case()), best(Case())
        return self.verdict(
            "guess",
            right,
            {"guess": guess, "truth": TRUTH},
            run,
            first=first.bill.value,
            highest=highest.bill.value,
            taken=len(first.picks),
            energy=kwh(first.bill.energy, run),
        )

    def _assess_portfolio(self, answer: Form, run: Run) -> StepOutcome:
        # The script sends the choice as it stands; else the one last reckoned counts.
        bench = self._chosen(answer, run) if sends_picks(answer) else bench_of(run.workspace)
        found, highest = bill(bench.picks, Case()), best(Case()).bill
        score = portfolio_score(found, highest, budget())
        held = score >= ENOUGH
        done = held or bool(one(answer, "settle"))
        fits = found.fits(budget())
        key = "held" if held else "fits" if fits else "over"
        feedback = self.speech.say(
            key if held else f"settled_{key}" if done else f"open_{key}",
            run.language,
            value=found.value,
            highest=highest.value,
            share=percent(score, 0, run.language),
            energy=kwh(found.energy, run),
            energy_limit=kwh(budget().energy, run, 0),
            hours=whole(found.hours, run),
            hours_limit=whole(budget().hours, run),
        )
        response = {"picks": dict(bench.picks), **_counts(found), "best": highest.value}
        return StepOutcome(score if done else 0.0, held, response, feedback, done)

    def _assess_robustness(self, answer: Form, run: Run) -> StepOutcome:
        bench = bench_of(run.workspace)
        if not bench.looked_at_all():
            raise self.speech.refuse("look_first", run.language)
        moved = ticked(answer, "moves", [use.id for use in uses()])
        if not moved:
            raise self.speech.refuse("tick_uses", run.language)
        given = choice(answer, "holds", HOLDS, self.speech, run, "choose_holds")
        grown = bill(run.done["mission-1"].response["picks"], GROWN)
        truth = holds(grown)
        score = robustness_score(moved, unsettled(), holds=given == truth)
        names = [in_language(u.name, run.language) for u in uses() if u.id in unsettled()]
        feedback = self.speech.say(
            "robust",
            run.language,
            found=len(unsettled() & set(moved)),
            false=len(set(moved) - unsettled()),
            asked=len(unsettled()),
            truth=", ".join(self.speech.say("quoted", run.language, name=n) for n in names),
            steady=len(uses()) - len(unsettled()),
            own=say_bill("grown", grown, run, self.speech),
        )
        response = {"moves": moved, "holds": given, "truth": truth}
        return StepOutcome(score, score == 1.0, response, feedback)

    def _assess_rewriting(self, answer: Form, run: Run) -> StepOutcome:
        use_id = choice(answer, "use", [u.id for u in uses()], self.speech, run, "wrong_use")
        method = choice(answer, "method", METHODS, self.speech, run, "wrong_method")
        length = len(one(answer, "sentence"))
        if length < FEWEST_SIGNS:
            raise self.speech.refuse("short_sentence", run.language, fewest=FEWEST_SIGNS)
        checked = ticked(answer, "grid", GRID)
        kept = use_named(use_id).without[method]
        score = rewriting_score(kept, len(checked), len(GRID))
        feedback = self._say_rewriting(use_id, method, run)
        response = {"use": use_id, "method": method, "length": length, "grid": checked}
        return StepOutcome(score, score == 1.0, response, feedback)

    def _say_rewriting(self, use_id: str, method: str, run: Run) -> str:
        use = use_named(use_id)
        kept = use.without[method]
        now = best(Case(), (use_id, without_ai(use_id, method))).bill.value
        before = best(Case()).bill.value
        key = "suits" if kept >= SUITS else "helps" if kept >= HELPS else "poor"
        other = use.best_method
        return self.speech.say(
            f"rewritten_{key}" + ("_best" if other == method and key != "suits" else ""),
            run.language,
            use=in_language(use.name, run.language),
            kept=percent(kept / 100, 0, run.language),
            other=self.speech.say(f"method_{other}", run.language),
            most=percent(use.without[other] / 100, 0, run.language),
            gain=self.speech.say(
                "gain_some" if now > before else "gain_none", run.language, now=now, before=before
            ),
        )


def holds(grown: Bill) -> str:
    """Which of the budgets a choice exceeds: one of HOLDS."""
    energy, hours = grown.fits_energy(budget()), grown.fits_hours(budget())
    if energy:
        return "fits" if hours else "hours"
    return "energy" if hours else "both"


def _counts(found: Bill) -> dict[str, Any]:
    """As traced: points, Wh and hours."""
    return {
        "value": found.value,
        "energy": round(found.energy),
        "hours": round(found.hours),
        "fits": found.fits(budget()),
    }


def load() -> FrugalBudget:
    return FrugalBudget.load(Path(__file__).parent)
