"""The administrator's pages: find a person, read her traces, decide about her certificates."""
