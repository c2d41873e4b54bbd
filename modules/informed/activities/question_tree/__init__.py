"""`act.arbre-questions`: a tree that asks too much learns its loans by heart."""

from modules.informed.activities.question_tree.activity import QuestionTree, load

__all__ = ["QuestionTree", "load"]
