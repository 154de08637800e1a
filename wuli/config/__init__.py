"""Wiring only: settings, urls, api, servers, the embedded database."""
