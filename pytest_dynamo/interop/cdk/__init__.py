"""A design as an app of the AWS Cloud Development Kit, in TypeScript and in Python.

Both languages print one description of the program (`code`), so that they say the same.
"""
