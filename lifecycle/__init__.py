"""The domain: what a case is, how events move it and what its clocks demand. Pure, synchronous, clockless."""
