extension OpenAPIDocument {
    static let verificationPaths = """
        "/v1/verifications": {
          "post": {
            "summary": "Asks an account to prove something, or takes what the person gives for it.",
            "requestBody": {"required": true, "content": {"application/json":
              {"schema": {"type": "object", "required": ["account", "requirement"],
                "properties": {
                  "account": {"type": "string"},
                  "requirement": {"type": "string", "description": "Of verification.yaml."},
                  "person": {"type": "object", "additionalProperties": {"type": "string"},
                    "description": "What they gave; it goes to the vendor, and is then forgotten."},
                  "why": {"type": "string"}}}}}},
            "responses": {
              "200": {"description": "Where it stands; the same again changes nothing.",
                "content": {"application/json":
                  {"schema": {"$ref": "#/components/schemas/Verification"}}}},
              "default": {"$ref": "#/components/responses/Problem"}}
          },
          "get": {
            "summary": "Lists verifications of an account, or the latest of all.",
            "parameters": [
              {"$ref": "#/components/parameters/limit"},
              {"$ref": "#/components/parameters/account"},
              {"$ref": "#/components/parameters/state"}],
            "responses": {
              "200": {"description": "Verifications; of an account, what waits to be asked too.",
                "content": {"application/json":
                  {"schema": {"$ref": "#/components/schemas/VerificationList"}}}},
              "default": {"$ref": "#/components/responses/Problem"}}
          }
        },
        "/v1/verifications/{id}": {
          "get": {
            "summary": "One verification, and every step it took.",
            "parameters": [{"$ref": "#/components/parameters/id"}],
            "responses": {
              "200": {"description": "Where it stands, and its lines of the ledger.",
                "content": {"application/json":
                  {"schema": {"$ref": "#/components/schemas/Verification"}}}},
              "default": {"$ref": "#/components/responses/Problem"}}
          }
        },
        "/v1/vendors/{vendor}/callbacks": {
          "post": {
            "summary": "Takes what a vendor says of a check; signed as Standard Webhooks has it.",
            "security": [{}],
            "parameters": [{"$ref": "#/components/parameters/vendor"}],
            "requestBody": {"required": true, "content": {"application/json":
              {"schema": {"type": "object", "required": ["type", "reference", "account", "result"],
                "properties": {
                  "type": {"const": "check.completed"},
                  "reference": {"type": "string"}, "account": {"type": "string"},
                  "result": {"enum": ["passed", "failed"]},
                  "reasons": {"type": "array", "items": {"type": "string"}},
                  "person": {"type": "object", "additionalProperties": {"type": "string"}}}}}}},
            "responses": {
              "200": {"description": "It was taken, now or before.",
                "content": {"application/json": {"schema": {"type": "object", "properties": {
                  "reference": {"type": "string"}, "status": {"type": "string"}}}}}},
              "default": {"$ref": "#/components/responses/Problem"}}
          }
        }
        """

    static let verificationParameters = """
          "state": {"name": "state", "in": "query",
            "schema": {"$ref": "#/components/schemas/VerificationState"}},
          "vendor": {"name": "vendor", "in": "path", "required": true,
            "description": "A vendor of verification.yaml.", "schema": {"type": "string"}}
        """

    static let verificationSchemas = """
          "VerificationState": {"enum": ["requested", "pending", "passed", "failed", "expired"]},
          "Verification": {"type": "object",
            "required": ["id", "account", "requirement", "state", "steps", "failures", "at"],
            "properties": {
              "id": {"type": "string"}, "account": {"type": "string"},
              "requirement": {"type": "string"},
              "state": {"$ref": "#/components/schemas/VerificationState"},
              "why": {"type": "string"}, "vendor": {"type": "string"},
              "reference": {"type": "string"},
              "steps": {"type": "integer"}, "failures": {"type": "integer"},
              "at": {"type": "integer", "description": "Milliseconds since 1970."},
              "over_at": {"type": "integer", "description": "When the state is over."},
              "reasons": {"type": "array", "items": {"type": "string"}},
              "ledger": {"type": "array", "items": {"type": "object", "properties": {
                "number": {"type": "integer"}, "move": {"type": "string"},
                "from": {"type": ["string", "null"]}, "state": {"type": "string"},
                "at": {"type": "integer"}, "by": {"type": "string"},
                "vendor": {"type": "string"}, "reference": {"type": "string"},
                "payload_sha256": {"type": "string"},
                "reasons": {"type": "array", "items": {"type": "string"}}}}}}},
          "VerificationList": {"type": "object", "required": ["verifications"], "properties": {
            "verifications": {"type": "array",
              "items": {"$ref": "#/components/schemas/Verification"}},
            "waiting": {"type": "array", "items": {"type": "object", "properties": {
              "requirement": {"type": "string"}, "why": {"type": "string"}}}}}}
        """
}
