"""The initial schema: all tables."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create the tables and their indexes."""
    for create in TABLES.values():
        create()


def downgrade() -> None:
    """Drop the tables, children before parents."""
    for table in reversed(TABLES):
        op.drop_table(table)


def _current_release() -> None:
    op.create_table(
        "current_release",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("release", sa.String(length=120), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("source_digest", sa.String(length=64), nullable=False),
        sa.Column("checksum", sa.String(length=64), server_default="", nullable=False),
        sa.Column("back_reason", sa.String(length=300), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_current_release"),
    )


def _disclaimer() -> None:
    op.create_table(
        "disclaimer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sentence", sa.String(length=300), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("paragraphs", sa.JSON(), nullable=False),
        sa.Column("license", sa.String(length=300), nullable=False),
        sa.Column("attribution", sa.String(length=300), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_disclaimer"),
    )


def _entry() -> None:
    op.create_table(
        "entry",
        sa.Column("id", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("order", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("aliases", sa.JSON(), nullable=False),
        sa.Column("origin", sa.String(length=40), nullable=False),
        sa.Column("article_section", sa.String(length=40), nullable=True),
        sa.Column("article_note", sa.String(length=300), nullable=True),
        sa.Column("codes", sa.JSON(), nullable=False),
        sa.Column("review_status", sa.String(length=40), nullable=False),
        sa.Column("reviewed_on", sa.Date(), nullable=False),
        sa.Column("next_review_on", sa.Date(), nullable=False),
        sa.Column("review_authors", sa.JSON(), nullable=False),
        sa.Column("review_conflicts", sa.Text(), nullable=True),
        sa.Column("second_read", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("clinical_reviews", sa.JSON(), nullable=False),
        sa.Column("cautions_none_known", sa.Text(), nullable=True),
        sa.Column("formerly", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_entry"),
    )
    op.create_index("ix_entry_kind", "entry", ["kind"])


def _guide_section() -> None:
    op.create_table(
        "guide_section",
        sa.Column("slug", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("text", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("slug", name="pk_guide_section"),
    )


def _migration_checksum() -> None:
    op.create_table(
        "migration_checksum",
        sa.Column("revision", sa.String(length=32), nullable=False),
        sa.Column("checksum", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("revision", name="pk_migration_checksum"),
    )


def _name_file() -> None:
    op.create_table(
        "name_file",
        sa.Column("file", sa.String(length=80), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("file", name="pk_name_file"),
    )


def _plan_rules() -> None:
    op.create_table(
        "plan_rules",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rules", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_plan_rules"),
    )


def _release() -> None:
    op.create_table(
        "release",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("created_at", sa.String(length=40), nullable=False),
        sa.Column("schema_version", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("added", sa.JSON(), nullable=False),
        sa.Column("changed", sa.JSON(), nullable=False),
        sa.Column("removed", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_release"),
    )


def _activity() -> None:
    op.create_table(
        "activity",
        sa.Column("id", sa.String(length=120), nullable=False),
        sa.Column("bottom_line", sa.String(length=90), nullable=False),
        sa.Column("what_it_is", sa.Text(), nullable=False),
        sa.Column("how_to", sa.JSON(), nullable=False),
        sa.Column("start_small", sa.Text(), nullable=False),
        sa.Column("what_it_may_do", sa.Text(), nullable=False),
        sa.Column("outcomes", sa.JSON(), nullable=False),
        sa.Column("verification", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["entry.id"], name="fk_activity_id_entry", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_activity"),
    )


def _article() -> None:
    op.create_table(
        "article",
        sa.Column("id", sa.String(length=120), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("teaser", sa.Text(), nullable=False),
        sa.Column("topics", sa.JSON(), nullable=False),
        sa.Column("what_to_know", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["entry.id"], name="fk_article_id_entry", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_article"),
    )


def _food_columns() -> list[sa.Column[Any]]:
    return [
        sa.Column("bottom_line", sa.String(length=90), nullable=False),
        sa.Column("gut_bottom_line", sa.String(length=90), nullable=False),
        sa.Column("contrary_search", sa.Text(), nullable=True),
        sa.Column("emoji", sa.String(length=8), nullable=True),
        sa.Column("group", sa.String(length=40), nullable=False),
        sa.Column("food_table", sa.JSON(), nullable=False),
        sa.Column("energy_kcal", sa.Float(), nullable=True),
        sa.Column("protein_g", sa.Float(), nullable=True),
        sa.Column("fibre_g", sa.Float(), nullable=True),
        sa.Column("sugars_g", sa.Float(), nullable=True),
        sa.Column("calcium_mg", sa.Float(), nullable=True),
        sa.Column("magnesium_mg", sa.Float(), nullable=True),
        sa.Column("vitamin_k1_ug", sa.Float(), nullable=True),
        sa.Column("vitamin_k2_mk4_ug", sa.Float(), nullable=True),
        sa.Column("vitamin_k2_mk7_ug", sa.Float(), nullable=True),
        sa.Column("vitamin_d_ug", sa.Float(), nullable=True),
        sa.Column("potassium_mg", sa.Float(), nullable=True),
        sa.Column("phosphorus_mg", sa.Float(), nullable=True),
        sa.Column("sodium_mg", sa.Float(), nullable=True),
        sa.Column("nutrients_null_reasons", sa.JSON(), nullable=False),
        sa.Column("nutrient_provenance", sa.JSON(), nullable=False),
        sa.Column("label_figures", sa.JSON(), nullable=False),
        sa.Column("calcium_uptake", sa.JSON(), nullable=False),
        sa.Column("serving", sa.JSON(), nullable=False),
        sa.Column("portion", sa.JSON(), nullable=False),
        sa.Column("sodium", sa.JSON(), nullable=False),
        sa.Column("fodmap", sa.JSON(), nullable=False),
        sa.Column("diets", sa.JSON(), nullable=False),
        sa.Column("free_from", sa.JSON(), nullable=False),
        sa.Column("allergens", sa.JSON(), nullable=False),
        sa.Column("allergens_possible", sa.JSON(), nullable=False),
        sa.Column("forms", sa.JSON(), nullable=False),
        sa.Column("uncovered", sa.JSON(), nullable=False),
        sa.Column("allergens_in_words", sa.JSON(), nullable=False),
        sa.Column("doubts", sa.JSON(), nullable=False),
        sa.Column("dietary_flags", sa.JSON(), nullable=False),
        sa.Column("bone_evidence", sa.JSON(), nullable=False),
        sa.Column("how_to_use", sa.JSON(), nullable=False),
        sa.Column("label_tips", sa.JSON(), nullable=False),
        sa.Column("storage", sa.Text(), nullable=True),
        sa.Column("mechanisms", sa.JSON(), nullable=False),
        sa.Column("compounds", sa.JSON(), nullable=False),
        sa.Column("variants", sa.JSON(), nullable=False),
        sa.Column("notes", sa.JSON(), nullable=False),
    ]


def _bone_food() -> None:
    op.create_table(
        "bone_food",
        sa.Column("id", sa.String(length=120), nullable=False),
        *_food_columns(),
        sa.Column("cooking", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["id"], ["entry.id"], name="fk_bone_food_id_entry", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_bone_food"),
    )


def _caution() -> None:
    op.create_table(
        "caution",
        sa.Column("id", sa.String(length=120), nullable=False),
        sa.Column("severity", sa.String(length=40), nullable=False),
        sa.Column("kind_of", sa.String(length=40), nullable=False),
        sa.Column("concerns", sa.JSON(), nullable=False),
        sa.Column("must_display", sa.Boolean(), nullable=False),
        sa.Column("action", sa.String(length=60), nullable=True),
        sa.Column("unless", sa.String(length=40), nullable=True),
        sa.Column("group_noun", sa.String(length=60), nullable=True),
        sa.Column("applies_to", sa.JSON(), nullable=False),
        sa.Column("applies_when", sa.Text(), nullable=True),
        sa.Column("form", sa.String(length=40), nullable=True),
        sa.Column("who", sa.JSON(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("what_to_do", sa.JSON(), nullable=False),
        sa.Column("urgent_signs", sa.JSON(), nullable=False),
        sa.Column("numbers", sa.JSON(), nullable=False),
        sa.Column("conflict", sa.Text(), nullable=True),
        sa.Column("sources", sa.JSON(), nullable=False),
        sa.Column("verification", sa.String(length=40), nullable=False),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["id"], ["entry.id"], name="fk_caution_id_entry", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_caution"),
    )


def _claim() -> None:
    op.create_table(
        "claim",
        sa.Column("id", sa.String(length=120), nullable=False),
        sa.Column("bottom_line", sa.String(length=90), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("graded_statement", sa.Text(), nullable=False),
        sa.Column("article_says", sa.Text(), nullable=False),
        sa.Column("article_verdict", sa.String(length=40), nullable=False),
        sa.Column("about", sa.String(length=40), nullable=False),
        sa.Column("population", sa.Text(), nullable=False),
        sa.Column("certainty", sa.String(length=40), nullable=False),
        sa.Column("direction", sa.String(length=40), nullable=True),
        sa.Column("direction_note", sa.Text(), nullable=True),
        sa.Column("directness", sa.String(length=40), nullable=False),
        sa.Column("basis", sa.String(length=40), nullable=False),
        sa.Column("scope", sa.String(length=40), nullable=False),
        sa.Column("upgraded_for", sa.String(length=40), nullable=True),
        sa.Column("upgrade_reason", sa.Text(), nullable=True),
        sa.Column("size_exemption", sa.String(length=40), nullable=True),
        sa.Column("published_rating", sa.JSON(), nullable=False),
        sa.Column("absolute_effect", sa.JSON(), nullable=False),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("rationale", sa.Text(), nullable=False),
        sa.Column("nuance", sa.Text(), nullable=False),
        sa.Column("would_change_grade", sa.Text(), nullable=False),
        sa.Column("contrary_search", sa.Text(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("no_source_found", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["id"], ["entry.id"], name="fk_claim_id_entry", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_claim"),
    )


def _compound() -> None:
    op.create_table(
        "compound",
        sa.Column("id", sa.String(length=120), nullable=False),
        sa.Column("class", sa.String(length=40), nullable=False),
        sa.Column("what_it_does", sa.Text(), nullable=False),
        sa.Column("made_by", sa.JSON(), nullable=False),
        sa.Column("mechanisms", sa.JSON(), nullable=False),
        sa.Column("verification", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["entry.id"], name="fk_compound_id_entry", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_compound"),
    )


def _condition() -> None:
    op.create_table(
        "condition",
        sa.Column("id", sa.String(length=120), nullable=False),
        sa.Column("clause", sa.String(length=300), nullable=True),
        sa.Column("what_it_is", sa.Text(), nullable=False),
        sa.Column("synonyms", sa.JSON(), nullable=False),
        sa.Column("synonyms_source", sa.String(length=40), nullable=False),
        sa.Column("what_changes", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["entry.id"], name="fk_condition_id_entry", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_condition"),
    )


def _daily_action() -> None:
    op.create_table(
        "daily_action",
        sa.Column("id", sa.String(length=120), nullable=False),
        sa.Column("moment", sa.String(length=40), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("make_it_easy", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["entry.id"], name="fk_daily_action_id_entry", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_daily_action"),
    )


def _food_source() -> None:
    op.create_table(
        "food_source",
        sa.Column("id", sa.String(length=120), nullable=False),
        *_food_columns(),
        sa.Column("live_as_sold", sa.String(length=40), nullable=False),
        sa.Column("live_as_sold_note", sa.String(length=300), nullable=False),
        sa.Column("live_as_eaten", sa.String(length=40), nullable=False),
        sa.Column("live_as_eaten_note", sa.String(length=300), nullable=False),
        sa.Column("microbes", sa.JSON(), nullable=False),
        sa.Column("colony_forming_units", sa.JSON(), nullable=False),
        sa.Column("live_microbe_category", sa.JSON(), nullable=False),
        sa.Column("probiotic_note", sa.Text(), nullable=False),
        sa.Column("cooking", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["entry.id"], name="fk_food_source_id_entry", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_food_source"),
    )


def _guide_item() -> None:
    op.create_table(
        "guide_item",
        sa.Column("section", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name="fk_guide_item_entry_id_entry"),
        sa.ForeignKeyConstraint(
            ["section"],
            ["guide_section.slug"],
            name="fk_guide_item_section_guide_section",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("section", "position", name="pk_guide_item"),
    )


def _lifestyle_tip() -> None:
    op.create_table(
        "lifestyle_tip",
        sa.Column("id", sa.String(length=120), nullable=False),
        sa.Column("bottom_line", sa.String(length=90), nullable=False),
        sa.Column("topic", sa.String(length=40), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("start_small", sa.Text(), nullable=False),
        sa.Column("how_often", sa.String(length=300), nullable=False),
        sa.Column("good_to_know", sa.JSON(), nullable=False),
        sa.Column("mechanisms", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["entry.id"], name="fk_lifestyle_tip_id_entry", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_lifestyle_tip"),
    )


def _link() -> None:
    op.create_table(
        "link",
        sa.Column("source_id", sa.String(length=120), nullable=False),
        sa.Column("field", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("relation", sa.String(length=40), nullable=False),
        sa.Column("target_id", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(
            ["source_id"], ["entry.id"], name="fk_link_source_id_entry", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["target_id"], ["entry.id"], name="fk_link_target_id_entry"),
        sa.PrimaryKeyConstraint("source_id", "field", "position", name="pk_link"),
    )
    op.create_index("ix_link_target_id", "link", ["target_id"])


def _mechanism() -> None:
    op.create_table(
        "mechanism",
        sa.Column("id", sa.String(length=120), nullable=False),
        sa.Column("steps", sa.JSON(), nullable=False),
        sa.Column("known_in_people", sa.Text(), nullable=False),
        sa.Column("known_in_animals", sa.Text(), nullable=False),
        sa.Column("outcomes", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["entry.id"], name="fk_mechanism_id_entry", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_mechanism"),
    )


def _medicine() -> None:
    op.create_table(
        "medicine",
        sa.Column("id", sa.String(length=120), nullable=False),
        sa.Column("what_it_is", sa.Text(), nullable=False),
        sa.Column("examples", sa.JSON(), nullable=False),
        sa.Column("synonyms", sa.JSON(), nullable=False),
        sa.Column("synonyms_source", sa.String(length=40), nullable=False),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("what_changes", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["entry.id"], name="fk_medicine_id_entry", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_medicine"),
    )


def _microbe() -> None:
    op.create_table(
        "microbe",
        sa.Column("id", sa.String(length=120), nullable=False),
        sa.Column("current_name", sa.String(length=160), nullable=False),
        sa.Column("former_names", sa.JSON(), nullable=False),
        sa.Column("rank", sa.String(length=40), nullable=False),
        sa.Column("microbe_type", sa.String(length=40), nullable=False),
        sa.Column("strain", sa.String(length=300), nullable=True),
        sa.Column("occurs_in", sa.Text(), nullable=False),
        sa.Column("mechanisms", sa.JSON(), nullable=False),
        sa.Column("verification", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["entry.id"], name="fk_microbe_id_entry", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_microbe"),
    )


def _nutrient() -> None:
    op.create_table(
        "nutrient",
        sa.Column("id", sa.String(length=120), nullable=False),
        sa.Column("bottom_line", sa.String(length=90), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("reference_values", sa.JSON(), nullable=False),
        sa.Column("daily_reference", sa.JSON(), nullable=False),
        sa.Column("daily_reference_reason", sa.Text(), nullable=True),
        sa.Column("mechanisms", sa.JSON(), nullable=False),
        sa.Column("verification", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["entry.id"], name="fk_nutrient_id_entry", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_nutrient"),
    )


def _outcome() -> None:
    op.create_table(
        "outcome",
        sa.Column("id", sa.String(length=120), nullable=False),
        sa.Column("meaning", sa.Text(), nullable=False),
        sa.Column("measured_by", sa.JSON(), nullable=False),
        sa.Column("who_was_studied", sa.JSON(), nullable=False),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["entry.id"], name="fk_outcome_id_entry", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_outcome"),
    )


def _prebiotic() -> None:
    op.create_table(
        "prebiotic",
        sa.Column("id", sa.String(length=120), nullable=False),
        *_food_columns(),
        sa.Column("cooking", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["id"], ["entry.id"], name="fk_prebiotic_id_entry", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_prebiotic"),
    )


def _read_model() -> None:
    op.create_table(
        "read_model",
        sa.Column("id", sa.String(length=120), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("shared", sa.Text(), nullable=False),
        sa.Column("own", sa.Text(), nullable=False),
        sa.Column("claims", sa.Text(), nullable=False),
        sa.Column("cautions", sa.Text(), nullable=False),
        sa.Column("related", sa.Text(), nullable=False),
        sa.Column("other_related", sa.Text(), nullable=False),
        sa.Column("figures", sa.Text(), nullable=True),
        sa.Column("card", sa.Text(), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["entry.id"], name="fk_read_model_id_entry", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_read_model"),
    )


def _source() -> None:
    op.create_table(
        "source",
        sa.Column("id", sa.String(length=120), nullable=False),
        sa.Column("type", sa.String(length=40), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("title_note", sa.Text(), nullable=True),
        sa.Column("authors", sa.Text(), nullable=True),
        sa.Column("first_author", sa.String(length=300), nullable=True),
        sa.Column("journal", sa.String(length=300), nullable=True),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("volume", sa.String(length=300), nullable=True),
        sa.Column("issue", sa.String(length=300), nullable=True),
        sa.Column("pages", sa.String(length=300), nullable=True),
        sa.Column("doi", sa.String(length=120), nullable=True),
        sa.Column("doi_unconfirmed", sa.String(length=120), nullable=True),
        sa.Column("pmid", sa.String(length=300), nullable=True),
        sa.Column("pmcid", sa.String(length=300), nullable=True),
        sa.Column("isbn", sa.String(length=300), nullable=True),
        sa.Column("url", sa.String(length=500), nullable=True),
        sa.Column("url_note", sa.Text(), nullable=True),
        sa.Column("design", sa.String(length=40), nullable=True),
        sa.Column("design_note", sa.Text(), nullable=True),
        sa.Column("evidence_base", sa.String(length=40), nullable=True),
        sa.Column("synthesis_of", sa.String(length=40), nullable=True),
        sa.Column("population", sa.Text(), nullable=True),
        sa.Column("n", sa.Integer(), nullable=True),
        sa.Column("n_note", sa.Text(), nullable=True),
        sa.Column("intervention", sa.JSON(), nullable=False),
        sa.Column("comparator", sa.Text(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("direction", sa.String(length=40), nullable=True),
        sa.Column("direction_note", sa.Text(), nullable=True),
        sa.Column("effects", sa.JSON(), nullable=False),
        sa.Column("main_limitation", sa.Text(), nullable=True),
        sa.Column("verification", sa.JSON(), nullable=False),
        sa.Column("retraction_status", sa.String(length=40), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["id"], ["entry.id"], name="fk_source_id_entry", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_source"),
    )


def _supplement() -> None:
    op.create_table(
        "supplement",
        sa.Column("id", sa.String(length=120), nullable=False),
        sa.Column("bottom_line", sa.String(length=90), nullable=False),
        sa.Column("what_it_is", sa.Text(), nullable=False),
        sa.Column("when_considered", sa.Text(), nullable=False),
        sa.Column("what_to_check", sa.JSON(), nullable=False),
        sa.Column("tested", sa.JSON(), nullable=False),
        sa.Column("mechanisms", sa.JSON(), nullable=False),
        sa.Column("verification", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["entry.id"], name="fk_supplement_id_entry", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_supplement"),
    )


def _supplement_guidance() -> None:
    op.create_table(
        "supplement_guidance",
        sa.Column("id", sa.String(length=120), nullable=False),
        sa.Column("step", sa.String(length=40), nullable=False),
        sa.Column("advice", sa.JSON(), nullable=False),
        sa.Column("look_for", sa.JSON(), nullable=False),
        sa.Column("does_not_tell", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["id"], ["entry.id"], name="fk_supplement_guidance_id_entry", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_supplement_guidance"),
    )


def _term() -> None:
    op.create_table(
        "term",
        sa.Column("id", sa.String(length=120), nullable=False),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.Column("remarks", sa.Text(), nullable=True),
        sa.Column("often_confused_with", sa.Text(), nullable=True),
        sa.Column("verification", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["entry.id"], name="fk_term_id_entry", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_term"),
    )


def _evidence() -> None:
    op.create_table(
        "evidence",
        sa.Column("claim_id", sa.String(length=120), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=120), nullable=False),
        sa.Column("stance", sa.String(length=40), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["claim_id"], ["claim.id"], name="fk_evidence_claim_id_claim", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["source"], ["entry.id"], name="fk_evidence_source_entry"),
        sa.PrimaryKeyConstraint("claim_id", "position", name="pk_evidence"),
    )
    op.create_index("ix_evidence_source", "evidence", ["source"])


TABLES = {
    "current_release": _current_release,
    "disclaimer": _disclaimer,
    "entry": _entry,
    "guide_section": _guide_section,
    "migration_checksum": _migration_checksum,
    "name_file": _name_file,
    "plan_rules": _plan_rules,
    "release": _release,
    "activity": _activity,
    "article": _article,
    "bone_food": _bone_food,
    "caution": _caution,
    "claim": _claim,
    "compound": _compound,
    "condition": _condition,
    "daily_action": _daily_action,
    "food_source": _food_source,
    "guide_item": _guide_item,
    "lifestyle_tip": _lifestyle_tip,
    "link": _link,
    "mechanism": _mechanism,
    "medicine": _medicine,
    "microbe": _microbe,
    "nutrient": _nutrient,
    "outcome": _outcome,
    "prebiotic": _prebiotic,
    "read_model": _read_model,
    "source": _source,
    "supplement": _supplement,
    "supplement_guidance": _supplement_guidance,
    "term": _term,
    "evidence": _evidence,
}
"""Parents before children."""
