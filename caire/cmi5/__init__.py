"""Course units of other makers, launched and followed as cmi5 wants (specification: Quartz)."""
