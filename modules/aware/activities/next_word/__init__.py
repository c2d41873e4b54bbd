"""`act.mot-suivant`: text is drawn from probabilities counted on a corpus."""

from modules.aware.activities.next_word.activity import NextWord, load

__all__ = ["NextWord", "load"]
