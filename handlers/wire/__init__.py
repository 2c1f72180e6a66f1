"""The wire to JetStream: one connection, batches out, answers and messages in. It knows subjects, but no cases."""
