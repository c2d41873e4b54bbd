"""Four cases, each with twenty-four answers kept by state of the request."""
