"""Consent: activities, statements, requests, decisions per purpose. Nothing is here yet."""
