extension OpenAPIDocument {
    static let modelWatchPaths = """
        "/v1/watch": {
          "get": {
            "summary": "Whether models still work: their last days against training, and alarms.",
            "responses": {
              "200": {"description": "As of the last run of the watch.", "content":
                {"application/json": {"schema": {"$ref": "#/components/schemas/Watch"}}}},
              "default": {"$ref": "#/components/responses/Problem"}}
          }
        }
        """

    static let modelWatchSchemas = """
          "Watch": {"type": "object", "required": ["asOf", "models"],
            "properties": {
              "asOf": {"type": "integer",
                "description": "Milliseconds since 1970; 0 before the first run."},
              "models": {"type": "array", "items": {"type": "object",
                "properties": {
                  "name": {"type": "string"}, "version": {"type": "integer"},
                  "stage": {"enum": ["shadow", "canary", "live", "retired"]},
                  "days": {"type": "array", "items": {"type": "string"}},
                  "rows": {"type": "array", "items": {"type": "integer"}},
                  "meanScore": {"type": "array", "items": {"type": ["number", "null"]}},
                  "series": {"type": "array", "items": {"type": "object", "properties": {
                    "name": {"type": "string"},
                    "psi": {"type": "array", "items": {"type": ["number", "null"]}},
                    "threshold": {"type": "array", "items": {"type": ["number", "null"]}},
                    "missing": {"type": "array", "items": {"type": ["number", "null"]}}}}},
                  "actions": {"type": "array", "items": {"type": "object", "properties": {
                    "journey": {"type": "string"}, "action": {"type": "string"},
                    "share": {"type": "array", "items": {"type": ["number", "null"]}},
                    "threshold": {"type": "array", "items": {"type": ["number", "null"]}}}}},
                  "notes": {"type": "array", "items": {"type": "string"}},
                  "alarms": {"type": "array", "items": {"type": "object", "properties": {
                    "id": {"type": "string"}, "kind": {"type": "string"},
                    "subject": {"type": "string"}, "level": {"enum": ["watch", "act"]},
                    "since": {"type": "string"}, "sentence": {"type": "string"},
                    "owner": {"type": "string"}, "runbook": {"type": "string"}}}},
                  "unwatched": {"type": "array", "items": {"type": "string"}}}}}}}
        """
}
