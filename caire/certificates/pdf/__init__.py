"""The certificate as a tagged PDF that can be archived (PDF/UA-1 and PDF/A-3b)."""
