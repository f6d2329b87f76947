"""Modifications that violate the rules of evidence and safety in well-formed content."""

from tests.content.invalid_content import InvalidContent, edit

MILK = "claims/milk-and-craters.yaml"
MICE = "claims/mice-and-craters.yaml"
WATCHED = "claims/watching-and-craters.yaml"
UNSOURCED = "claims/nobody-looked.yaml"
RAW = "cautions/raw-moon-milk.yaml"
MEDICINE = "cautions/anti-float-comet.yaml"
HOP = "cautions/hop-anywhere.yaml"
SALT = "cautions/salty-cabbage.yaml"

BROKEN_RULES = (
    InvalidContent(
        "people graded moderate on animals alone",
        edit(MICE, "certainty: very_low", "certainty: moderate"),
        ((MICE, "bottom_line"), (MICE, "certainty")),
        "at most very_low",
    ),
    InvalidContent(
        "people graded moderate on observation alone",
        edit(WATCHED, "certainty: low", "certainty: moderate"),
        ((WATCHED, "bottom_line"), (WATCHED, "certainty")),
        "at most low",
    ),
    InvalidContent(
        "a part that lists a source its claim does not have",
        edit(
            MILK,
            "    certainty: low\n    sources:\n",
            "    certainty: low\n    sources:\n      - moon-page\n",
        ),
        ((MILK, "parts[0].sources"),),
        "moon-page",
    ),
    InvalidContent(
        "a claim with no source and no reason",
        edit(UNSOURCED, "no_source_found: Dictionaries of the moon were looked for.\n", ""),
        ((UNSOURCED, "evidence"),),
        "no_source_found",
    ),
    InvalidContent(
        "a caution that must be shown and says that it need not",
        edit(MEDICINE, "must_display: true", "must_display: false"),
        ((MEDICINE, "must_display"),),
        "true",
    ),
    InvalidContent(
        "a caution that must be shown with nothing to do",
        edit(HOP, "what_to_do:\n  - Ask before you hop.", "what_to_do: []"),
        ((HOP, "what_to_do"),),
    ),
    InvalidContent(
        "a null figure without a reason",
        edit("prebiotics/comet-root.yaml", "  vitamin_d_ug: not measured on the moon\n", ""),
        (("prebiotics/comet-root.yaml", "nutrients_null_reasons.vitamin_d_ug"),),
    ),
    InvalidContent(
        "a null figure of a variant without a reason",
        edit("prebiotics/comet-root.yaml", "      vitamin_d_ug: not measured in the pot", "      {}"),
        (("prebiotics/comet-root.yaml", "variants[0].nutrients_null_reasons.vitamin_d_ug"),),
    ),
    InvalidContent(
        "a food with neither a caution nor a reason",
        edit(
            "food-sources/dew-tea.yaml",
            "cautions_none_known: Nobody drinks it, so nobody was harmed.\n",
            "",
        ),
        (("food-sources/dew-tea.yaml", "cautions_none_known"),),
    ),
)
"""Rules whose breaking can stand in one folder with everything else that is broken."""

RATING = "published_rating:\n  rated_by: GRADE\n  certainty: very_low\n  source: moon-watch\n"
EFFECT = "absolute_effect:\n  text: One in ten\n  per: 10\n  over: a year\n  source: milk-trial\n"

ONE_AT_A_TIME = (
    InvalidContent(
        "an answer without the word of its grade",
        edit(WATCHED, "Hoppers may have", "Hoppers have"),
        ((WATCHED, "bottom_line"),),
        "say may",
    ),
    InvalidContent(
        "an answer that is surer than its grade",
        edit(MILK, "bottom_line: Moon milk may fill", "bottom_line: Moon milk may, and probably does, fill"),
        ((MILK, "bottom_line"),),
        "surer",
    ),
    InvalidContent(
        "an answer that knows what is not known",
        edit(MICE, "Not known in people; seen in", "It may fill them, as in"),
        ((MICE, "bottom_line"),),
        "uncertain",
    ),
    InvalidContent(
        "an answer that affirms what has no effect",
        edit(WATCHED, "direction: benefit", "direction: no_effect"),
        ((WATCHED, "bottom_line"), (WATCHED, "certainty")),
        "no_effect",
    ),
    InvalidContent(
        "a claim whose only study was retracted",
        edit(
            "sources/moon-watch.yaml",
            "design: observational",
            "retraction_status: retracted\ndesign: observational",
        ),
        ((WATCHED, "basis"), (WATCHED, "certainty"), (WATCHED, "direction")),
        "moon-watch was retracted and carries no grade",
    ),
    InvalidContent(
        "a benefit that none of its evidence supports",
        edit(WATCHED, "stance: supports", "stance: qualifies"),
        ((WATCHED, "direction"),),
        "none of the evidence supports a benefit",
    ),
    InvalidContent(
        "an upgrade without figures and without a reason",
        edit(WATCHED, "certainty: low", "certainty: moderate\nupgraded_for: large_effect"),
        (
            (WATCHED, "bottom_line"),
            (WATCHED, "certainty"),
            (WATCHED, "upgrade_reason"),
            (WATCHED, "upgraded_for"),
        ),
        "write both or none",
    ),
    InvalidContent(
        "a rationale that speaks of a rating",
        edit(WATCHED, "rationale: People", "rationale: Cochrane rates it low. People"),
        ((WATCHED, "published_rating"),),
    ),
    InvalidContent(
        "a grade above a published rating",
        edit(WATCHED, "rationale:", f"{RATING}rationale:"),
        ((WATCHED, "published_rating.above_because"),),
        "low is higher than very_low",
    ),
    InvalidContent(
        "an absolute effect of a source that is not cited",
        edit(WATCHED, "rationale:", f"{EFFECT}rationale:"),
        ((WATCHED, "absolute_effect.source"),),
    ),
    InvalidContent(
        "an exemption that does not fit",
        edit(WATCHED, "scope: behaviour", "scope: behaviour\nsize_exemption: definition"),
        ((WATCHED, "size_exemption"),),
    ),
    InvalidContent(
        "a definition that is a remark",
        edit("terms/regolith.yaml", "definition: Dust that tests stand on.", "definition: It is everywhere."),
        (("terms/regolith.yaml", "definition"),),
        "move this to remarks",
    ),
    InvalidContent(
        "a search that found nothing, told as if nothing existed",
        edit("mechanisms/star-pull.yaml", "was never put to a test", "nobody has tested"),
        (("mechanisms/star-pull.yaml", "summary"),),
        "until when",
    ),
    InvalidContent(
        "a key twice whose name holds the word tab",
        edit("food-sources/dew-tea.yaml", "food_table:\n", "food_table: {}\nfood_table:\n"),
        (("food-sources/dew-tea.yaml", ""),),
        "'food_table' stands twice",
    ),
    InvalidContent(
        "a tag",
        edit("terms/regolith.yaml", "name: Regolith", "name: !!binary bW9vbg=="),
        (("terms/regolith.yaml", ""),),
    ),
    InvalidContent(
        "a former slug that another entry has",
        edit("terms/regolith.yaml", "  - moon-dirt", "  - moonrot"),
        (("terms/regolith.yaml", "formerly"),),
        "terms/moonrot",
    ),
    InvalidContent(
        "sources cited and said not to be found",
        edit(MILK, "evidence:", "no_source_found: Nothing.\nevidence:"),
        ((MILK, "no_source_found"),),
    ),
    InvalidContent(
        "a statement graded on the article and background alone",
        edit(MICE, "stance: supports", "stance: context"),
        ((MICE, "basis"), (MICE, "certainty"), (MICE, "direction")),
        "at most not_graded",
    ),
    InvalidContent(
        "a part graded above its own evidence",
        edit(
            MILK,
            "    certainty: low\n    sources:\n      - milk-trial\n",
            "    certainty: moderate\n    sources:\n",
        ),
        ((MILK, "parts[0].certainty"),),
        "moon-watch decides",
    ),
    InvalidContent(
        "a part that is not graded and lists a source",
        edit(
            MILK,
            "    certainty: not_graded\n",
            "    certainty: not_graded\n    sources:\n      - milk-trial\n",
        ),
        ((MILK, "parts[2].sources"),),
    ),
    InvalidContent(
        "a basis that no source is of",
        edit(MILK, "basis: randomized_trial", "basis: systematic_review"),
        ((MILK, "basis"),),
    ),
    InvalidContent(
        "a direction of what is not graded",
        edit("claims/nobody-looked.yaml", "direction: null", "direction: benefit"),
        (("claims/nobody-looked.yaml", "direction"),),
        "insufficient",
    ),
    InvalidContent(
        "a statement about people without a direction",
        edit(WATCHED, "direction: benefit", "direction: null"),
        ((WATCHED, "direction"),),
    ),
    InvalidContent(
        "a caution that applies to nothing",
        edit(HOP, "  any_activity: true", "  any_activity: false"),
        (("activities/slow-hop.yaml", "cautions_none_known"), (HOP, "applies_to")),
    ),
    InvalidContent(
        "a form without what it narrows",
        edit(RAW, "form_scope:\n  - food-sources/moon-milk\n", ""),
        ((RAW, "form_scope"),),
    ),
    InvalidContent(
        "a form narrowing what the caution does not apply to",
        edit(RAW, "form_scope:\n  - food-sources/moon-milk", "form_scope:\n  - food-sources/dew-tea"),
        ((RAW, "form_scope"),),
        "food-sources/dew-tea",
    ),
    InvalidContent(
        "a form that is not said in words",
        edit(RAW, "applies_when: The moon milk is raw.\n", ""),
        ((RAW, "applies_when"),),
    ),
    InvalidContent(
        "a caution that needs not be shown and says that it must",
        edit(SALT, "must_display: false", "must_display: true"),
        ((SALT, "must_display"),),
        "false",
    ),
    InvalidContent(
        "a caution that names no source for what it saw",
        edit(SALT, "verification: general_knowledge", "verification: excerpt"),
        ((SALT, "sources"),),
    ),
    InvalidContent(
        "a reason beside a figure",
        edit(
            "food-sources/dew-tea.yaml",
            "nutrients_null_reasons: {}",
            "nutrients_null_reasons:\n  sodium_mg: why",
        ),
        (("food-sources/dew-tea.yaml", "nutrients_null_reasons.sodium_mg"),),
    ),
    InvalidContent(
        "no caution known, yet one applies",
        edit("food-sources/moon-milk.yaml", "order: 10\n", "order: 10\ncautions_none_known: None.\n"),
        (("food-sources/moon-milk.yaml", "cautions_none_known"),),
    ),
)
"""Rules whose breaking would hide, or be hidden by, another one above."""
