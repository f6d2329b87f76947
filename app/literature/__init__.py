"""Looks publications up at Crossref, Europe PMC and PubMed; the only part that connects to other servers."""
