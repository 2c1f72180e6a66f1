"""Road traffic fines: a third kind of case, told to the engine from outside, and a public log to hold its clock to."""
