"""What a person does about a case by a form: deeds, with their fields as data; a file a kind, each with `DEEDS`."""
