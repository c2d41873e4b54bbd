"""The people and places of the demonstration. All are invented; no address can receive mail."""

from dataclasses import dataclass

DOMAIN = "demo.caire.example"
#: (local part, given name, family name, role)
STAFF = (
    ("learner", "Léa", "Martin", "learner"),
    ("trainer", "Nadia", "Benali", "trainer"),
    ("trainer2", "Yves", "Le Bihan", "trainer"),
    ("manager", "Paul", "Girard", "manager"),
    ("admin", "Claire", "Dubois", "admin"),
    ("auditor", "Hugo", "Lambert", "auditor"),
)
ACCOUNTS = tuple(f"{local}@{DOMAIN}" for local, *_rest in STAFF)


def address_of(given_name: str, family_name: str) -> str:
    """`Élise Le Goff` -> `elise.le-goff@…`."""
    plain = f"{given_name}.{family_name}".lower()
    return plain.translate(str.maketrans("àâçéèêëîïôöûüÿ ’", "aaceeeeiioouuy--")) + f"@{DOMAIN}"


@dataclass(frozen=True, slots=True)
class Trainee:
    """`stage` is how far she is brought; `skill` the probability of a right answer.

    `knows` holds the cells of the placement test that she validates; empty: she does not take it.
    """

    given_name: str
    family_name: str
    cohort: str
    stage: str
    skill: float = 0.85
    knows: str = ""

    @property
    def email(self) -> str:
        return address_of(self.given_name, self.family_name)


TRAINEES = (
    Trainee("Amina", "Haddad", "Accueil", "certified", 0.95),
    Trainee("Bruno", "Lefèvre", "Accueil", "certified", 0.9),
    Trainee("Chloé", "Marchand", "Accueil", "certified", 0.92),
    Trainee("David", "Nguyen", "Accueil", "certified", 0.97),
    Trainee("Élise", "Roche", "Services techniques", "attended", 0.9),
    Trainee("Farid", "Mansouri", "Services techniques", "attended", 0.8),
    Trainee("Gaëlle", "Le Goff", "Services techniques", "attended", 0.8),
    Trainee("Henri", "Vasseur", "Services techniques", "booked", 0.75),
    Trainee("Inès", "Caron", "Médiathèque", "passed", 0.9),
    Trainee("Jules", "Perrin", "Médiathèque", "booked", 0.85),
    Trainee("Karim", "Bensaïd", "Médiathèque", "booked", 0.8),
    Trainee("Louise", "Fontaine", "Médiathèque", "finished", 0.7),
    Trainee("Malo", "Kerviel", "Enfance", "started", 0.8),
    Trainee("Nora", "Diallo", "Enfance", "started", 0.6),
    Trainee("Olivier", "Picard", "Enfance", "started", 0.75),
    Trainee("Perrine", "Gauthier", "Enfance", "started", 0.9, knows="ABD"),
    Trainee("Quentin", "Moreau", "Finances", "started", 0.8),
    Trainee("Rosa", "da Silva", "Finances", "started", 0.85),
    Trainee("Samuel", "Cohen", "Finances", "invited"),
    Trainee("Thérèse", "Blanchard", "Finances", "invited"),
)


@dataclass(frozen=True, slots=True)
class Further:
    """A trainee who goes on to a further level, by the certificate of the one before or else by the
    entry test (`tested`). `stage`: started, passed (all but the half-day), deposited (passed, and
    the dossier waits for whoever marks it). `skill` as a trainee's.
    """

    email: str
    level: str
    stage: str
    skill: float
    tested: bool = False


#: Chloé holds the certificate of level 1 too, and has not gone on: hers leads to level 2.
FURTHER = (
    Further(f"amina.haddad@{DOMAIN}", "informed", "started", 0.9),
    Further(f"david.nguyen@{DOMAIN}", "informed", "passed", 0.95),
    Further(f"rosa.da-silva@{DOMAIN}", "informed", "started", 0.85, tested=True),
    Further(f"bruno.lefevre@{DOMAIN}", "responsible", "started", 0.9, tested=True),
    Further(f"ines.caron@{DOMAIN}", "responsible", "deposited", 0.9, tested=True),
)

#: Has used all attempts at the final assessment of level 1: one more can be given.
EXHAUSTED = address_of("Farid", "Mansouri")

#: Each given name with each family name: people who came by themselves.
VISITOR_GIVEN_NAMES = (
    "Agathe", "Aïcha", "Baptiste", "Camille", "Denis", "Emma", "Fatou", "Guy", "Hélène", "Idir",
    "Joël", "Kenza", "Lucas", "Mai", "Noël", "Odile", "Pierre", "Rachid", "Sofia", "Tom", "Victor",
    "Yasmine", "Zoé",
)  # fmt: skip
VISITOR_FAMILY_NAMES = (
    "Arnaud", "Barbier", "d’Almeida", "Dupuis", "Guérin", "Leclerc", "Traoré", "Zimmer",
)  # fmt: skip
