"""The after-sales playbook: situations, what to find out, what can be done, within which limits; drafts of letters.

`view` is what advice is drawn from, `rows` the situations, `advising` lays them on a case, `taking` makes events of an
option, `drafts` hold what is written to buyers in their language.
"""
