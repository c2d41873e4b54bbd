"""`act.plateau-risques`: place uses on the European board, then find since when and for whom."""

from modules.informed.activities.risk_board.activity import RiskBoard, load

__all__ = ["RiskBoard", "load"]
