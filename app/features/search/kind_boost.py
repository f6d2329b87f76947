"""What the kind of an entry counts, where what is asked fits several."""

KIND_COUNTS = {
    "food-sources": 10.0,
    "prebiotics": 10.0,
    "supplements": 9.0,
    "conditions": 9.0,
    "medicines": 10.0,
    "nutrients": 9.0,
    "cautions": 7.0,
    "claims": 7.0,
    "compounds": 8.0,
    "microbes": 6.0,
    "mechanisms": 7.0,
    "outcomes": 7.0,
    "activities": 9.0,
    "terms": 8.0,
    "lifestyle-tips": 7.0,
    "daily-actions": 5.0,
    "supplement-guidance": 5.0,
    "articles": 3.0,
    "sources": 0.0,
}
"""What the kind of an entry counts: what people ask for by name comes before what only speaks of it."""
