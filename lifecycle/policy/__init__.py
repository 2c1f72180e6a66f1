"""Rule packs: which deadlines a market sets, in which unit it counts, and where each value comes from. No clock."""
