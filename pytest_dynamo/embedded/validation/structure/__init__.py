"""What the model of the service says of a request: `shapes` reads it, with the words of `overlay`.

`fitting` passes nearly every request at a glance. For the others `serialization` checks types, then
`constraints` presence, lengths, patterns and enums.
"""
