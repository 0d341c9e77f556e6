"""The web server around the page: what it lets in and out, its queue and sessions, and where uploads lie."""
