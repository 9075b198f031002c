"""From the tree of a statement to the statement: `reader` calls what translates its parts.

`places` are names and paths, `values` what is written out, `conditions` the WHERE clause, `changes`,
`insertion` and `projections` what it is about; `statement` is what comes out.
"""
