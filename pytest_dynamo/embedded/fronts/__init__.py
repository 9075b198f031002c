"""The three ways in to one engine: boto3's `wire`, a `direct` client, and HTTP.

What is spoken here is the service's own: its JSON (`json_form`), its errors and botocore's types
(`answers`). HTTP is read in layers: bytes (`http_request`), connections (`http_server`), answers
(`http_answers`). `snapshot` keeps all tables in a file, as requests. What a request means is none of
this room's business.
"""
