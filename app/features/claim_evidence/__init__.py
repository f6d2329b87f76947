"""Evidence table of one claim: its studies, and extrapolation beyond what they tested."""
