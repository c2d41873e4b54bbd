"""Documents: what programs keep beside statements, by activity, by agent, or by both.

Source: xAPI 1.0.3, part three, 2.2, 2.3, 2.6, 2.7 and 3.1; IEEE 9274.1.1, 4.1.4 and 4.1.6.
"""
