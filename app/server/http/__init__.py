"""HTTP semantics: headers, negotiation, conditional requests, problem documents, trusted hosts."""
