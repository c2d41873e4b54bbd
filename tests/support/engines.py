"""Which databases a test needs."""

import pytest

#: For what does not depend on the database: half the time.
ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
