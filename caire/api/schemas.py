"""Pieces of which the description of the API is made."""

from typing import Any

Schema = dict[str, Any]
STRING: Schema = {"type": "string"}


def exactly(description: str, **properties: Schema) -> Schema:
    """An object that has all of these properties, and no other."""
    return {
        "type": "object",
        "description": description,
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def list_of(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def operation(operation_id: str, summary: str, schema: str, missing: bool = False) -> Schema:
    """A reading that caches may keep; with `missing`, it may find nothing."""
    responses = {
        "200": answer(summary, schema),
        "304": {"description": "Unchanged since the `ETag` that was sent."},
    }
    if missing:
        responses["404"] = answer("There is none", "Error")
    return {"operationId": operation_id, "summary": summary, "responses": responses}


def answer(text: str, schema: str) -> Schema:
    return {"description": text, "content": {"application/json": {"schema": ref(schema)}}}


def in_path(name: str, text: str) -> Schema:
    return {"name": name, "in": "path", "required": True, "description": text, "schema": STRING}
