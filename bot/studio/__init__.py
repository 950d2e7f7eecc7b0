"""Use cases without Discord: drafts, shots, takes, ballots, anchors."""
