"""The worker: it reads what came in, decides case by case and commits. Nothing else writes records into the log."""
