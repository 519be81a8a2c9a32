"""What was measured, as tables with intervals and verdicts."""
