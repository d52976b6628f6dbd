"""The OpenAPI description of everything under `/api/`: schemas of types, operations, the encoded document."""
