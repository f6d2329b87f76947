"""HTTP without a framework: headers, negotiation, conditional requests, problem documents."""
