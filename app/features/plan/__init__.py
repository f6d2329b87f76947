"""Plans: days of small steps, drawn from the catalog by coarse choices, always the same for the same."""
