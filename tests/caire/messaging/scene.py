"""What the tests of messaging share."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from caire.config import Config
from caire.db import transaction
from caire.messaging.delivery import Delivery, Render, deliver_due
from caire.messaging.models import Mail
from caire.messaging.notices import WorkshopFacts
from caire.messaging.rendering import renderer
from caire.messaging.services import queue_mail

NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
WORKSHOP = WorkshopFacts(
    workshop_id=12,
    title="Comprendre ensemble",
    # 9:00 to 12:30 in Paris.
    starts_at=datetime(2026, 12, 10, 8, 0, tzinfo=UTC),
    ends_at=datetime(2026, 12, 10, 11, 30, tzinfo=UTC),
    place="Salle A, Médiathèque",
    address="1 rue des Essais, 75001 Paris",
    access_notes="Ascenseur au fond de la cour ; sonnez « CAIRE ».",
    trainer_name="Nadia Benali",
    path="/learn/workshops/12",
)


@dataclass
class Post:
    """A post office: the outbox of one database, and what delivers it."""

    app: Flask
    config: Config

    @contextmanager
    def writing(self) -> Iterator[Session]:
        with self.app.extensions["caire"].sessions() as db, transaction(db):
            yield db

    def queue(self, *, recipient: str = "lea@exemple.fr", now: datetime = NOW) -> None:
        with self.writing() as db:
            self.add(db, recipient=recipient, now=now)

    def add(self, db: Session, *, recipient: str = "lea@exemple.fr", now: datetime = NOW) -> None:
        queue_mail(
            db,
            recipient=recipient,
            person_id=None,
            template="certificate_revoked",
            context={"level_title": {"fr": "Sensibilisé"}, "code": "ABC", "reason": "erreur"},
            locale="fr",
            now=now,
        )

    def deliver(self, *, late: timedelta = timedelta(), render: Render | None = None) -> Delivery:
        return deliver_due(
            self.app.extensions["caire"].sessions,
            self.config,
            render or renderer(self.app, self.config),
            lambda: NOW + late,
        )

    def mails(self) -> list[Mail]:
        with self.app.extensions["caire"].sessions() as db:
            return list(db.scalars(select(Mail).order_by(Mail.id)))

    def mail(self) -> Mail:
        (only,) = self.mails()
        return only
