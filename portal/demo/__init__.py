"""Demo data: the five real cases, told through the same actions that the pages use. The people are invented."""
