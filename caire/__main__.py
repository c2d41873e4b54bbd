"""`python -m caire`."""

from caire.cli import main

main()
