"""The contract: what is said on the wire. Imports nothing of ours, connects nothing, reads no clock."""
