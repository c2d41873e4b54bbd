"""A half-day has one room and one trainer, and nobody else has them at that time."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time, timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from caire.db import make_sessions, transaction
from caire.errors import Refusal
from caire.messaging.models import Mail
from caire.organisations.errors import NoSuchRoom
from caire.workshops import errors as e
from caire.workshops.models import Workshop
from caire.workshops.services.planning import cancel_workshop, change_workshop, plan_workshop
from tests.caire.workshops.scene import (
    ARRIVING,
    END,
    NOW,
    START,
    XAPI_ROOT,
    Scene,
    make_organisation,
    make_room,
    make_trainer,
)


class TestPlanWorkshop:
    def test_keeps_paris_time_in_utc(self, db: Session) -> None:
        workshop = Scene(db).workshop

        assert (workshop.starts_at, workshop.ends_at) == (START, END)
        assert (workshop.level, workshop.title) == ("aware", "Comprendre ensemble")

    def test_refuses_a_room_that_is_taken_and_says_by_what(self, db: Session) -> None:
        scene = Scene(db)
        other = make_trainer(db, scene.organisation, "Ulysse")

        with pytest.raises(e.RoomBusy) as refusal:
            scene.planned(actor=other, trainer_id=other.id, start=time(12))

        assert refusal.value.title == "Comprendre ensemble"

    def test_refuses_a_trainer_who_is_taken(self, db: Session) -> None:
        scene = Scene(db)
        other = make_room(db, scene.organisation, "B202")

        with pytest.raises(e.TrainerBusy):
            scene.planned(room_id=other.id)

    def test_allows_the_room_right_after(self, db: Session) -> None:
        scene = Scene(db)

        afternoon = scene.planned(start=time(12, 30))

        assert afternoon.starts_at == scene.workshop.ends_at

    @pytest.mark.parametrize(
        ("changes", "refusal"),
        [
            ({"day": date(2027, 1, 4)}, e.SlotInPast),
            ({"minutes": 301}, e.SlotTooLong),
            ({"start": time(22)}, e.SlotCrossesMidnight),
            ({"day": date(2027, 3, 28), "start": time(2, 30)}, e.TimeDoesNotExist),
            ({"capacity": 25}, e.CapacityAboveRoom),
            ({"trainer_id": 0}, e.NoSuchTrainer),
            ({"room_id": 0}, NoSuchRoom),
        ],
    )
    def test_refuses(self, db: Session, changes: dict[str, object], refusal: type[Refusal]) -> None:
        scene = Scene(db)

        with pytest.raises(refusal):
            scene.planned(**{"day": date(2027, 3, 5), **changes})

    def test_refuses_the_room_of_another_organisation(self, db: Session) -> None:
        scene = Scene(db)
        elsewhere = make_room(db, make_organisation(db, "lyon"))

        with pytest.raises(NoSuchRoom):
            scene.planned(room_id=elsewhere.id, start=time(14))

    def test_refuses_a_course_without_half_day(self, db: Session) -> None:
        scene = Scene(db)

        with pytest.raises(e.NoWorkshopForCourse):
            plan_workshop(db, actor=scene.trainer, course_key="none", plan=scene.plan, now=NOW)

    def test_gives_a_room_once_when_two_plan_at_the_same_time(
        self, db: Session, engine: Engine
    ) -> None:
        scene = Scene(db)
        other = make_trainer(db, scene.organisation, "Ulysse")
        db.commit()

        def attempt(trainer: object) -> Callable[[Session], None]:
            plan = replace(scene.plan, trainer_id=trainer.id, start=time(14))  # type: ignore[attr-defined]

            def run(own: Session) -> None:
                plan_workshop(own, actor=trainer, course_key="aware", plan=plan, now=NOW)  # type: ignore[arg-type]

            return run

        outcomes = at_once(engine, [attempt(scene.trainer), attempt(other)])

        assert sorted(outcomes) == ["RoomBusy", "done"]
        assert db.scalar(select(func.count()).select_from(Workshop)) == 2


class TestChangeWorkshop:
    def test_tells_those_who_booked_of_a_new_time(self, db: Session) -> None:
        scene = Scene(db)
        scene.booked("Ana")

        moved = change_workshop(
            db, workshop_id=scene.workshop.id, actor=scene.trainer, now=NOW,
            plan=replace(scene.plan, start=time(14)),
        )  # fmt: skip

        assert moved.starts_at == START + timedelta(hours=5)
        assert templates(db) == ["workshop_booked", "workshop_moved"]

    def test_says_nothing_of_a_larger_capacity(self, db: Session) -> None:
        scene = Scene(db)
        scene.booked("Ana")

        change_workshop(
            db, workshop_id=scene.workshop.id, actor=scene.trainer, now=NOW,
            plan=replace(scene.plan, capacity=20),
        )  # fmt: skip

        assert templates(db) == ["workshop_booked"]

    @pytest.mark.parametrize(
        ("plan", "at", "refusal"),
        [
            ({"start": time(14)}, ARRIVING, e.AlreadyBegun),
            ({"capacity": 1}, NOW, e.CapacityBelowBookings),
        ],
    )
    def test_refuses(
        self, db: Session, plan: dict[str, object], at: object, refusal: type[Refusal]
    ) -> None:
        scene = Scene(db)
        scene.booked("Ana")
        scene.booked("Bob")

        with pytest.raises(refusal):
            change_workshop(
                db, workshop_id=scene.workshop.id, actor=scene.trainer,
                plan=replace(scene.plan, **plan), now=at,  # type: ignore[arg-type]
            )  # fmt: skip

    def test_is_hidden_from_a_trainer_who_does_not_run_it(self, db: Session) -> None:
        scene = Scene(db)
        other = make_trainer(db, scene.organisation, "Ulysse")

        with pytest.raises(e.NoSuchWorkshop):
            change_workshop(
                db, workshop_id=scene.workshop.id, actor=other, plan=scene.plan, now=NOW
            )


class TestCancelWorkshop:
    def test_tells_those_who_booked_why_and_frees_the_room(self, db: Session) -> None:
        scene = Scene(db)
        scene.booked("Ana")

        cancelled = cancel_workshop(
            db, workshop_id=scene.workshop.id, actor=scene.trainer, reason="Salle inondée",
            xapi_root=XAPI_ROOT, now=NOW,
        )  # fmt: skip

        assert cancelled.status == "cancelled"
        assert templates(db) == ["workshop_booked", "workshop_cancelled"]
        assert scene.planned().id != cancelled.id

    def test_asks_for_a_reason(self, db: Session) -> None:
        scene = Scene(db)

        with pytest.raises(e.ReasonMissing):
            cancel_workshop(
                db, workshop_id=scene.workshop.id, actor=scene.trainer, reason="  ",
                xapi_root=XAPI_ROOT, now=NOW,
            )  # fmt: skip


def templates(db: Session) -> list[str]:
    return list(db.scalars(select(Mail.template).order_by(Mail.id)))


def at_once(engine: Engine, actions: list[Callable[[Session], None]]) -> list[str]:
    """Run each in its own transaction, all starting together: `done` or the refusal's name."""
    together, outcomes = Barrier(len(actions)), []

    def run(action: Callable[[Session], None]) -> None:
        with make_sessions(engine)() as own:
            together.wait()
            try:
                with transaction(own):
                    action(own)
                outcomes.append("done")
            except Refusal as refusal:
                outcomes.append(type(refusal).__name__)

    threads = [Thread(target=run, args=(action,)) for action in actions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=300)
    return outcomes
