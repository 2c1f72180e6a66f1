"""Forms as data: what is asked, which event it makes, and what is wrong with an answer, said beside its field."""
