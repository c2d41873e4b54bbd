"""The browser of traces: what was asked in the address, what is answered, the chart by day."""
