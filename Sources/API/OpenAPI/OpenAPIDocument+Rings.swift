extension OpenAPIDocument {
    static let ringPaths = """
        "/v1/rings": {
          "get": {
            "summary": "Rings of the last detection, the largest score times accounts first.",
            "parameters": [{"$ref": "#/components/parameters/limit"}],
            "responses": {
              "200": {"description": "Rings without their documents, and the run that found them.",
                "content": {"application/json":
                  {"schema": {"$ref": "#/components/schemas/RingList"}}}},
              "default": {"$ref": "#/components/responses/Problem"}}
          }
        },
        "/v1/rings/{id}": {
          "get": {
            "summary": "One ring: evidence, members, recipients, links, days, history; one that \
        detection names no more, as it was last kept.",
            "parameters": [{"$ref": "#/components/parameters/id"}],
            "responses": {
              "200": {"description": "The document, as it is kept.", "content":
                {"application/json": {"schema": {"$ref": "#/components/schemas/Ring"}}}},
              "default": {"$ref": "#/components/responses/Problem"}}
          }
        },
        "/v1/accounts/{name}/verdict": {
          "get": {
            "summary": "What the last detection says of an account; 404 when it says nothing.",
            "parameters": [{"$ref": "#/components/parameters/name"}],
            "responses": {
              "200": {"description": "The verdict.", "content": {"application/json":
                {"schema": {"$ref": "#/components/schemas/AccountVerdict"}}}},
              "default": {"$ref": "#/components/responses/Problem"}}
          }
        },
        "/v1/recipients": {
          "get": {
            "summary": "Who profits from rings, then who was used by them, the surest first.",
            "parameters": [{"$ref": "#/components/parameters/limit"}],
            "responses": {
              "200": {"description": "Payees and artists.", "content": {"application/json":
                {"schema": {"$ref": "#/components/schemas/RecipientList"}}}},
              "default": {"$ref": "#/components/responses/Problem"}}
          }
        }
        """

    /// Times are milliseconds since 1970, scores and strengths 0 to 1.
    static let ringSchemas = """
          "RingAction": {"enum": ["none", "review", "restrict"]},
          "Chance": {"type": "number", "minimum": 0, "maximum": 1},
          "RingList": {"type": "object", "required": ["run", "rings"],
            "properties": {
              "run": {"type": ["object", "null"], "description": "Null before the first run.",
                "properties": {
                  "asOf": {"type": "integer",
                    "description": "Time of the last event it read, milliseconds since 1970."},
                  "endedAt": {"type": "integer"}, "rings": {"type": "integer"},
                  "restrictedAccounts": {"type": "integer"},
                  "reviewedAccounts": {"type": "integer"}}},
              "rings": {"type": "array", "items": {"type": "object",
                "properties": {
                  "ring": {"type": "string"}, "score": {"$ref": "#/components/schemas/Chance"},
                  "action": {"$ref": "#/components/schemas/RingAction"},
                  "accounts": {"type": "integer"},
                  "plays": {"type": "integer", "description": "Those judged artificial."},
                  "firstSeen": {"type": "integer"}, "lastSeen": {"type": "integer"},
                  "summary": {"type": "string"}}}}}},
          "Ring": {"type": "object",
            "required":
              ["current", "ring", "score", "action", "accounts", "evidence", "members"],
            "properties": {
              "current": {"type": "boolean", "description": "Whether the last run names it."},
              "seenAt": {"type": "integer", "description": "Of one that it does not: when the run \
        ended that last did, milliseconds since 1970."},
              "ring": {"type": "string"}, "score": {"$ref": "#/components/schemas/Chance"},
              "action": {"$ref": "#/components/schemas/RingAction"},
              "accounts": {"type": "integer"},
              "hijacked": {"type": "integer",
                "description": "Of the accounts, people's own that somebody else got into."},
              "plays": {"type": "integer", "description": "Those judged artificial."},
              "earningPlays": {"type": "integer"},
              "firstSeen": {"type": "integer", "description": "Milliseconds since 1970."},
              "lastSeen": {"type": "integer"},
              "evidence": {"type": "array", "items": {"type": "object", "properties": {
                "family": {"type": "string"}, "strength": {"$ref": "#/components/schemas/Chance"},
                "members": {"type": "integer"}, "words": {"type": "string"}}}},
              "members": {"type": "array", "items": {"type": "object", "properties": {
                "account": {"type": "string"}, "role": {"enum": ["core", "fringe", "hijacked"]},
                "strength": {"$ref": "#/components/schemas/Chance"},
                "action": {"$ref": "#/components/schemas/RingAction"},
                "plays": {"type": "integer"}, "artificial": {"type": "integer"},
                "firstSeen": {"type": "integer"},
                "families": {"type": "array", "items": {"type": "string"}}}}},
              "recipients": {"type": "array", "items": {"type": "object", "properties": {
                "kind": {"enum": ["payee", "artist"]}, "name": {"type": "string"},
                "role": {"enum": ["beneficiary", "victim", "none"]},
                "score": {"$ref": "#/components/schemas/Chance"}, "plays": {"type": "integer"},
                "everywhere": {"type": "integer"}, "words": {"type": "string"}}}},
              "links": {"type": "array", "items": {"type": "object", "properties": {
                "from": {"type": "string"}, "to": {"type": "string"}, "kind": {"type": "string"},
                "weight": {"type": "number"}}}},
              "days": {"type": "array", "items": {"type": "object", "properties": {
                "day": {"type": "integer"}, "accounts": {"type": "integer"},
                "plays": {"type": "integer"}}}},
              "history": {"type": "array", "items": {"type": "object", "properties": {
                "asOf": {"type": "integer"}, "what": {"type": "string"},
                "accounts": {"type": "integer"}}}}}},
          "AccountVerdict": {"type": "object", "required": ["account", "score", "action", "ring"],
            "properties": {
              "account": {"type": "string"}, "score": {"$ref": "#/components/schemas/Chance"},
              "action": {"$ref": "#/components/schemas/RingAction"},
              "ring": {"type": ["string", "null"], "description": "Null where it is in none."}}},
          "RecipientList": {"type": "object", "required": ["recipients"],
            "properties": {"recipients": {"type": "array", "items": {"type": "object",
              "properties": {
                "kind": {"enum": ["payee", "artist"]}, "name": {"type": "string"},
                "role": {"enum": ["beneficiary", "victim", "none"]},
                "score": {"$ref": "#/components/schemas/Chance"},
                "reason": {"type": "string"}}}}}}
        """
}
