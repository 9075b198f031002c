"""Tables that are there, held against a design: what differs, and whether items can be put and found.

`drift` reads and compares, `services` asks other services of AWS, `samples` makes the items and what is asked
of them, `trying` puts one and looks for it, and `inspecting` does all of it for a design.
"""
