"""What all entries share: envelopes, figures, filters, the declaration of a kind, the grading rules."""
