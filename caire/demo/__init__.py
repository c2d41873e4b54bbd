"""A believable demonstration, made by the services that real people use: every trace is real."""

from caire.demo.filling import ACCOUNTS, fill_demo, is_filled

__all__ = ["ACCOUNTS", "fill_demo", "is_filled"]
