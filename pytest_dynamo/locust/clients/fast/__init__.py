"""A client of boto3's shape over connections of gevent's: the fast one.

Signing, connections, responses, operations and retries each stand in a module of their own. `making` puts them together
for scripts, and `telling` for a load test, whose sink learns of every call.
"""
