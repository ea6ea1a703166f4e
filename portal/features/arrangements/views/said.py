"""How templates say values."""

from portal.core import clock
from portal.core.periods import dated_words, when_words
from portal.features.arrangements.rules.mentoring import day_count, days_of, length_words
from portal.features.arrangements.rules.money_words import basis_words, flow_words, year_words
from portal.features.arrangements.rules.words import (
    at_words,
    both_words,
    contact_words,
    decision_words,
    ended_words,
    listed,
    number_words,
    period_words,
    role_words,
    step_words,
    upper_first,
    value_words,
)

SAID = {
    "at": at_words,
    "basis": basis_words,
    "both": both_words,
    "dated": dated_words,
    "day_number": days_of,
    "contact": contact_words,
    "days": day_count,
    "decision": decision_words,
    "ended": lambda ends_on: ended_words(ends_on, clock.today()),
    "flow": flow_words,
    "length": length_words,
    "listed": listed,
    "number": number_words,
    "period": period_words,
    "roles": role_words,
    "step": step_words,
    "upper_first": upper_first,
    "value": value_words,
    "when": when_words,
    "year": year_words,
}
