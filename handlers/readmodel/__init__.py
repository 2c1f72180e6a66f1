"""The read model: the log as tables for questions. It can be thrown away and is written anew from the log."""
