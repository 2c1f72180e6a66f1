"""The edge: everything that touches NATS, SQL, HTTP, files, clocks and people. Importing it connects nothing."""
