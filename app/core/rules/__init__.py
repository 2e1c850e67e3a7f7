"""One rule for each thing that can be recorded: a request and the accounts it touches in, a filled draft out.

A rule raises `Refused` before it has put anything into the draft that matters: a refused draft is thrown away.
"""
