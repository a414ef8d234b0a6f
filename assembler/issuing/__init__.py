"""Issuing: after a clean review, the file to send, an email draft, and a record of both."""
