"""How a serving process treats what it has built once."""

import gc


def keep_what_is_built() -> None:
    """Have the collector pass over everything that exists now: it stays as long as the process.

    It also looks at the rest less often than Python has it, which is several times for one page.
    To be called once, before servers are forked: they then share this memory.
    """
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
