"""Pure rules of the directory: how registers are read, how names are folded, what a membership may do."""
