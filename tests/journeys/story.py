"""The whole story of level 1, act by act: who opens which page and does what there."""

import os
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from urllib.parse import urlsplit

from click.testing import CliRunner
from flask import Flask
from playwright.sync_api import Download, Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from caire.catalogue.course import Course
from caire.cli import main
from caire.people.queries import person_by_email
from caire.workshops.models import Workshop
from caire.workshops.services.booking import book_seat
from tests.journeys.learner import PageLearner, take_in_the_middle
from tests.support.browser import DESKTOP
from tests.support.client import PASSWORD
from tests.support.clock import SetClock
from tests.support.hands import Keyboard, Pointer
from tests.support.mail import CapturingSmtp
from tests.support.sent import link_to, received
from tests.support.watching import Watch

LEA, KARIM = "lea.martin@ville.example", "karim.benali@ville.example"
TRAINER, MANAGER, ADMIN = "nadia@univ.example", "paul@ville.example", "claire@univ.example"
#: As it comes out of an old spreadsheet: Windows letters, other headers, blanks, faults.
STAFF_LIST = (
    "Matricule;NOM ;Prénom; Adresse mail;Service;Téléphone\r\n"
    f"A1; MARTIN ;Léa; {LEA.upper()} ;Accueil;01 02\r\n"
    ";;;;;\r\n"
    f"A2;Benali;Karim;{KARIM};Médiathèque;\r\n"
    f"A3;Martin;Léa;{LEA};Accueil;\r\n"
    "A4;Durand;Zoé;zoe.durand(at)ville.example;Accueil;\r\n"
).encode("cp1252")
COMMANDS = (
    "organisations create --slug univ --kind institution --name Université",
    "organisations create --slug ville --kind client --name Ville",
    "organisations add-site univ --name Campus --address Quai --postcode 75001 --city Paris",
    "organisations add-room univ --site Campus --name A101 --capacity 12",
    f"users create --email {TRAINER} --name Nadia_Faure --role trainer --organisation univ",
    f"users create --email {MANAGER} --name Paul_Girard --role manager --organisation ville",
    f"users create --email {ADMIN} --name Claire_Dubois --role admin",
)


@dataclass
class Story:
    """Everybody has a device of her own; `watch` notes what goes wrong on any of them."""

    db: Session
    app: Flask
    course: Course
    clock: SetClock
    smtp: CapturingSmtp
    watch: Watch
    devices: dict[str, Page] = field(default_factory=dict)
    code: str = ""

    def device(self, email: str) -> Page:
        """Her browser, signed in at its first use: staff sit at desks."""
        if email not in self.devices:
            page = self.devices[email] = self.watch.page(viewport=DESKTOP)
            self.open(page, "/sign-in")
            page.fill("[name=email]", email)
            page.fill("[name=password]", PASSWORD)
            self.submit(page, "Se connecter")
        return self.devices[email]

    def open(self, page: Page, path: str) -> None:
        page.goto(path)
        self.watch.look(page)

    def submit(self, page: Page, name: str) -> None:
        """Press the button or link of this name, and judge the page it opens."""
        main_ = page.locator("main")
        control = main_.get_by_role("button", name=name).or_(main_.get_by_role("link", name=name))
        Pointer(page).follow(control.first)
        self.watch.look(page, f"{urlsplit(page.url).path} after {name}")

    def sign(self, page: Page, name: str, button: str) -> None:
        page.check("[name=agree]")
        page.fill("[name=typed_name]", name)
        self.submit(page, button)

    # The acts.

    def administrator_prepares(self, database_url: str) -> None:
        environ = {**os.environ, "CAIRE_DATABASE_URL": database_url, "SECRET": PASSWORD}
        for command in COMMANDS:
            words = [word.replace("_", " ") for word in command.split()]
            if words[0] == "users":
                words += ["--password-env", "SECRET"]
            done = CliRunner(env=environ).invoke(main, words, catch_exceptions=False)
            assert done.exit_code == 0, done.output

    def manager_enrols(self) -> None:
        page = self.device(MANAGER)
        self.open(page, "/organisation/ville/")
        self.submit(page, "Inscrire une équipe")
        page.set_input_files(
            "[name=file]", {"name": "liste.csv", "mimeType": "text/csv", "buffer": STAFF_LIST}
        )
        self.submit(page, "Lire le tableau")
        rows = page.locator("main table tbody tr")
        expect(rows.filter(has_text="À corriger")).to_contain_text("L’adresse n’est pas complète")
        expect(rows.filter(has_text="En double")).to_have_count(1)
        expect(rows.filter(has_text="Sera inscrite")).to_have_count(2)
        self.submit(page, "Inscrire 2 personnes")
        expect(page.locator("main")).to_contain_text("Léa")

    def trainer_plans(self) -> None:
        page = self.device(TRAINER)
        self.open(page, "/train/")
        self.submit(page, "Prévoir une séance")
        day = (datetime.now(UTC) + timedelta(days=20)).date().isoformat()
        page.fill("[name=day]", day)
        page.fill("[name=start]", "09:00")
        page.fill("[name=capacity]", "10")
        self.submit(page, "Prévoir la séance")
        expect(page.get_by_text("La séance est prévue")).to_be_visible()

    @property
    def workshop(self) -> Workshop:
        self.db.rollback()  # What pages have written since is read in a new transaction.
        return self.db.scalars(select(Workshop)).one()

    def learner_begins(self) -> PageLearner:
        """From the mail on: by keyboard alone, on a phone."""
        invitation = received(self.app, self.smtp, by=LEA, subject="vous ouvre un compte")
        page = self.devices[LEA] = self.watch.page()
        lea = PageLearner(page, Keyboard(page), self.course, look=partial(self.watch.look, page))
        lea.open(link_to("/invitation/", invitation))
        lea.fill(page.locator("main form"), {"password": [PASSWORD]})
        lea.press("Activer mon compte")
        lea.press("Commencer")
        expect(page.get_by_role("heading", name="Qui vous aide")).to_be_visible()
        lea.press("J’ai compris, je commence")
        return lea

    def learner_learns_and_passes(self, lea: PageLearner) -> None:
        """The beginning and the end; what lies between is taken in by other means."""
        lea.mistaken = {"itm.n1.c1.0002"}
        lea.learn("n1.s0", "n1.s1")
        self.learner_takes_in_the_middle()
        lea.open("/learn/aware/n1.s8.e1")
        lea.learn("n1.s8")
        lea.press("Où j’en suis, condition par condition")
        expect(lea.page.get_by_text("Pas de présence enregistrée")).to_be_visible()

    def learner_takes_in_the_middle(self) -> None:
        self.db.rollback()  # What pages have written since is read in a new transaction.
        account = person_by_email(self.db, LEA)
        assert account is not None
        root = self.app.extensions["caire"].config.xapi_root
        self.clock.move_to(take_in_the_middle(self.db, self.course, account.id, root))

    def learner_books(self, lea: PageLearner) -> None:
        lea.press("Choisir une séance")
        lea.press("Réserver ma place")
        expect(lea.page.get_by_text("Votre place est réservée")).to_be_visible()
        received(self.app, self.smtp, by=LEA, subject="Votre place pour la séance")

    def another_learner_books(self) -> None:
        workshop_id = self.workshop.id
        karim = person_by_email(self.db, KARIM)
        assert karim is not None
        root = self.app.extensions["caire"].config.xapi_root
        book_seat(
            self.db, workshop_id=workshop_id, person_id=karim.id, xapi_root=root,
            now=datetime.now(UTC),
        )  # fmt: skip
        self.db.commit()

    def learner_signs(self, lea: PageLearner, point: str) -> None:
        """On her phone, with the code that she reads on the screen of the room."""
        room = self.device(TRAINER)
        self.open(room, f"/train/{self.workshop.id}/room")
        code = room.locator(".room__code").inner_text()
        lea.open("/learn/workshops/")
        lea.press(self.workshop.title)
        lea.press("Signer mon arrivée" if point == "arrival" else "Signer mon départ")
        values = {"room_code": [code], "agree": ["y"], "typed_name": ["Léa Martin"]}
        lea.fill(lea.page.locator("main form"), values)
        lea.press("Signer")
        said = "Votre arrivée est signée" if point == "arrival" else "Votre départ est signé"
        expect(lea.page.get_by_text(said)).to_be_visible()
        self.watch.look(lea.page, said)

    def trainer_makes_another_sign(self, button: str) -> None:
        page = self.device(TRAINER)
        self.open(page, f"/train/{self.workshop.id}")
        self.submit(page, button)
        self.sign(page, "Karim Benali", "Signer")
        expect(page.get_by_text("C’est signé")).to_be_visible()

    def trainer_closes(self) -> None:
        page = self.device(TRAINER)
        self.open(page, f"/train/{self.workshop.id}")
        seen = page.get_by_role("checkbox", name="– Léa Martin")
        expect(seen.first).to_be_visible()
        for box in seen.all():
            box.check()
        self.submit(page, "Enregistrer les observations")
        self.submit(page, "Relire et clore la feuille")
        self.sign(page, "Nadia Faure", "Signer et clore la feuille")
        expect(page.get_by_text("La feuille est close")).to_be_visible()
        expect(page.locator("main table")).to_contain_text("Karim Benali")
        page.emulate_media(media="print")
        self.watch.look(page, "printed sheet")
        page.emulate_media(media="screen")

    def learner_gets_the_certificate(self, lea: PageLearner) -> None:
        mail = received(self.app, self.smtp, by=LEA, subject="est délivré")
        self.code = link_to("/verify/", mail).rsplit("/", 1)[1]
        lea.open(link_to("/learn/certificates/", mail))
        pdf = self._download(lea)
        assert pdf.path().read_bytes().startswith(b"%PDF")
        lea.press("Pourquoi je l’ai obtenu")
        expect(lea.page.get_by_text("Vous avez votre certificat")).to_be_visible()
        self.watch.look(lea.page, "why, earned")

    def _download(self, lea: PageLearner) -> Download:
        with lea.page.expect_download() as download:
            lea.hands.press(lea.page.get_by_role("link", name="Télécharger le PDF"))
        return download.value

    def stranger_verifies(self, code: str, says: str) -> None:
        page = self.watch.page()
        page.goto(f"/verify/{code}")
        self.watch.look(page, f"verify {says}")
        expect(page.get_by_text(says)).to_be_visible()
        expect(page.locator("main")).not_to_contain_text("Martin")

    def administrator_decides(self) -> str:
        """Find her, read her traces, revoke, make again; the new code."""
        page = self.device(ADMIN)
        self.open(page, "/admin/")
        page.fill("[name=q]", "martin")
        self.submit(page, "Filtrer")
        self.submit(page, "Léa Martin")
        self.submit(page, "Lire les traces")
        expect(page.get_by_text("trace")).not_to_have_count(0)
        page.go_back()
        self.submit(page, "Auditer")
        expect(page.get_by_text("Conforme", exact=True)).to_be_visible()
        page.go_back()
        self._decide(page, "Révoquer", "Identité contestée.")
        self.stranger_verifies(self.code, "Ce certificat a été révoqué")
        received(self.app, self.smtp, by=LEA, subject="n’est plus valable")
        self._decide(page, "Refaire", "Identité confirmée.")
        valid = page.locator("main table tbody tr").filter(has_text="valide")
        return valid.locator("th a").inner_text()

    def _decide(self, page: Page, name: str, reason: str) -> None:
        self.submit(page, name)
        page.fill("[name=reason]", reason)
        self.submit(page, name)

    def manager_reads(self) -> None:
        page = self.device(MANAGER)
        self.open(page, "/organisation/ville/")
        lea = page.locator("main table tbody tr").filter(has_text=LEA)
        expect(lea).to_contain_text("Certificat obtenu")
