"""`act.fiche-modele`: audit three model sheets, sentence by sentence, then decide."""

from modules.responsible.activities.model_sheet.activity import ModelSheet, load

__all__ = ["ModelSheet", "load"]
