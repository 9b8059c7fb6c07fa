"""Keeping a server well: limits, queue, time-outs, metrics, logs and a calm end."""
