extension OpenAPIDocument {
    static let components = """
        "securitySchemes": {
          "key": {"type": "http", "scheme": "bearer",
            "description": "Needed wherever the service was started with API keys."}
        },
        "parameters": {
          "id": {"name": "id", "in": "path", "required": true, "schema": {"type": "string"}},
          "name": {"name": "name", "in": "path", "required": true,
            "description": "An account or a model, percent-encoded.", "schema": {"type": "string"}},
          "limit": {"name": "limit", "in": "query", "schema":
            {"type": "integer", "minimum": 1, "maximum": 1000, "default": 50}},
          "action": {"name": "action", "in": "query", "schema":
            {"$ref": "#/components/schemas/Action"}},
          "account": {"name": "account", "in": "query", "schema": {"type": "string"}},
          "before": {"name": "before", "in": "query",
            "description": "Only decisions before this place in the log; see `next`.",
            "schema": {"type": "integer", "minimum": 1}},
        \(verificationParameters),
        \(modelParameters),
        \(enforcementParameters),
        \(caseParameters),
        \(deliveryParameters)
        },
        "responses": {
        \(modelResponses),
        \(deliveryResponses),
          "Problem": {"description": "What went wrong, and how to mend it (RFC 9457).",
            "headers": {"Retry-After": {"schema": {"type": "integer"},
              "description": "Seconds; with 429 and 503."}},
            "content": {"application/problem+json":
              {"schema": {"$ref": "#/components/schemas/Problem"}}}},
          "Page": {"description": "HTML.", "content":
            {"text/html": {"schema": {"type": "string"}}}},
          "Status": {"description": "It is.", "content": {"application/json": {"schema":
            {"type": "object", "properties": {"status": {"type": "string"}}}}}}
        },
        "schemas": {
        \(sentSchemas),
        \(decidedSchemas),
        \(ringSchemas),
        \(modelSchemas),
        \(verificationSchemas),
        \(modelWatchSchemas),
        \(enforcementSchemas),
        \(caseSchemas),
        \(deliverySchemas)
        }
        """

    private static let sentSchemas = """
          "Action": {"enum": ["allow", "review", "limit", "challenge", "exclude", "hold",
            "restrict", "block"]},
          "Event": {"type": "object",
            "description": "A CloudEvent 1.0; the pack declares types and data.",
            "required": ["specversion", "id", "source", "type", "time", "data"],
            "properties": {
              "specversion": {"const": "1.0"},
              "id": {"type": "string", "minLength": 1},
              "source": {"type": "string", "minLength": 1,
                "description": "With id, it names the event: the same pair is decided once."},
              "type": {"type": "string"},
              "time": {"type": "string", "format": "date-time"},
              "data": {"type": "object"}}},
          "Problem": {"type": "object",
            "required": ["type", "title", "status", "detail", "instance"],
            "properties": {
              "type": {"type": "string"}, "title": {"type": "string"},
              "status": {"type": "integer"}, "detail": {"type": "string"},
              "instance": {"type": "string"},
              "fix": {"type": "string", "description": "How to mend it."},
              "faultId": {"type": "string", "description": "Names the fault in the service's log."},
              "code": {"type": "string", "description": "Why an event was refused."},
              "field": {"type": "string"}, "expected": {"type": "string"},
              "found": {"type": "string"}}}
        """

    private static let decidedSchemas = """
          "Record": {"type": "object",
            "description": "The same bytes whenever the event is replayed with the same pack.",
            "required": ["id", "event", "journey", "action", "score", "reasons", "versions"],
            "properties": {
              "id": {"type": "string"}, "event": {"type": "object"},
              "journey": {"type": "string"},
              "action": {"$ref": "#/components/schemas/Action"},
              "actions": {"type": "array", "items": {"$ref": "#/components/schemas/Action"}},
              "score": {"type": "number", "minimum": 0, "maximum": 1},
              "entities": {"type": "object"},
              "reasons": {"type": "array", "items": {"type": "object"}},
              "shadow": {"type": "array", "items": {"type": "string"}},
              "undecided": {"type": "array", "items": {"type": "object"}},
              "features": {"type": "object"}, "versions": {"type": "object"}}},
          "Decided": {"type": "object",
            "required": ["decision", "duplicate", "latencyMicroseconds"],
            "properties": {
              "decision": {"$ref": "#/components/schemas/Record"},
              "duplicate": {"type": "boolean",
                "description": "It was decided before; this is that."},
              "latencyMicroseconds": {"type": "integer"}}},
          "Listed": {"type": "object", "required": ["decision", "sequence", "latencyMicroseconds"],
            "properties": {
              "decision": {"$ref": "#/components/schemas/Record"},
              "sequence": {"type": "integer"},
              "latencyMicroseconds": {"type": "integer"}}},
          "DecisionList": {"type": "object", "required": ["decisions", "next"],
            "properties": {
              "decisions": {"type": "array", "items": {"$ref": "#/components/schemas/Listed"}},
              "next": {"type": ["integer", "null"]}}},
          "BatchResult": {"type": "object",
            "required": ["accepted", "duplicates", "refused", "results"],
            "properties": {
              "accepted": {"type": "integer"}, "duplicates": {"type": "integer"},
              "refused": {"type": "integer"},
              "results": {"type": "array", "items": {"type": "object", "required": ["status"],
                "properties": {
                  "status": {"enum": ["decided", "duplicate", "refused", "conflict"]},
                  "id": {"type": "string"},
                  "action": {"$ref": "#/components/schemas/Action"},
                  "code": {"type": "string"}, "line": {"type": "integer"},
                  "field": {"type": "string"}, "expected": {"type": "string"},
                  "found": {"type": "string"}, "detail": {"type": "string"}}}}}},
          "AccountList": {"type": "object", "required": ["accounts"],
            "properties": {"accounts": {"type": "array", "items": {"type": "object",
              "properties": {
                "account": {"type": "string"}, "decisions": {"type": "integer"},
                "actedOn": {"type": "integer"}, "scoreMax": {"type": "number"},
                "worstDecision": {"type": "string"}}}}}},
          "DeadLetterList": {"type": "object", "required": ["deadLetters"],
            "properties": {"deadLetters": {"type": "array", "items": {"type": "object",
              "properties": {
                "code": {"type": "string"}, "input": {"type": "string"},
                "line": {"type": "integer"}, "field": {"type": "string"},
                "expected": {"type": "string"}, "found": {"type": "string"}}}}}}
        """
}
