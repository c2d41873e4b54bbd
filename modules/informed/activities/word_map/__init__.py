"""`act.carte-mots`: near means used alike, not meaning the same; texts leave their habits."""

from modules.informed.activities.word_map.activity import WordMap, load

__all__ = ["WordMap", "load"]
