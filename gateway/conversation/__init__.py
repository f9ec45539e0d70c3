"""The conversation with a citizen: a state machine that one can read, test and draw. Pure."""
