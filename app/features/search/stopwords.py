"""Stop words, and words that reveal the intent of a query."""

_FUNCTION_WORDS = """
a about after all also am an and any anything are as at be because been before being between but by
cause could did do does doing during each else ever for from get give got had has have having her
here hers him his how i if in into is it its just kind may me might more most much must my need no
nor not of on one or other our ours over please really s shall she so some still such t take takes
taking tell than that the their them then there these they this those through to too up us use used
using very want was way we were what when where whether which while who whom whose why will with
without would you your yours
"""

_SAFETY = """
allowed avoid bad can danger dangerous dangers effects harm harmful interact interacts interaction
interactions interfere interferes ok okay risk risks risky safe safely safety should side unsafe
warning warnings
"""

_BENEFIT = """
benefit benefits best better effective evidence good heal healthy help helpful helping helps improve
improves prevent prevents proven reduce reduces strengthen strengthens work works
"""

_AMOUNT = """
amount amounts daily day intake iu many needed rda per recommended requirement requirements units
"""

STOP_WORDS = frozenset(_FUNCTION_WORDS.split())
SAFETY_WORDS = frozenset(_SAFETY.split())
"""Words that ask about safety, without naming a subject."""

BENEFIT_WORDS = frozenset(_BENEFIT.split())
"""Words that ask about a benefit, without naming a subject."""

AMOUNT_WORDS = frozenset(_AMOUNT.split())
"""Words that ask how much of a nutrient a person needs, without naming it."""
