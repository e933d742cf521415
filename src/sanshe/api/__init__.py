"""The same operations and queries as the pages, as JSON: `/api/v1/`, described at `/api/v1/openapi.json`.

Whoever is signed in (session cookie) acts as themselves; writing needs the CSRF token as pages do. A POST may carry an
`Idempotency-Key` header: the same key of the same person is the same act.
"""
