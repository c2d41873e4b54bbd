"""Every table of the platform, for migrations and tests: importing a slice's models declares it."""

from types import ModuleType

from caire.analysis import models as analysis
from caire.catalogue import models as catalogue
from caire.certificates import models as certificates
from caire.cmi5 import models as cmi5
from caire.cohorts import models as cohorts
from caire.db import Base
from caire.dossiers import models as dossiers
from caire.learning import models as learning
from caire.lrs import models as lrs
from caire.messaging import models as messaging
from caire.organisations import models as organisations
from caire.people import models as people
from caire.placement import models as placement
from caire.workshops import models as workshops

SLICES: tuple[ModuleType, ...] = (
    people, organisations, catalogue, lrs, cohorts, messaging, learning, workshops, certificates,
    cmi5, placement, dossiers, analysis,
)  # fmt: skip

metadata = Base.metadata
