"""`act.rag-bm25`: search the passages, have the answer written, find where it went wrong."""

from modules.informed.activities.document_search.activity import DocumentSearch, load

__all__ = ["DocumentSearch", "load"]
