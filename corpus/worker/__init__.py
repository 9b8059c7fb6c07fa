"""A process beside this one that reads files whose parsers hostile bytes can trap: it can be killed."""
