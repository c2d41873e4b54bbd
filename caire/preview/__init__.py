"""The authors' live preview: courses and drafts as learners meet them, checked at each change."""
