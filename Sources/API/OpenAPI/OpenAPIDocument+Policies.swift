extension OpenAPIDocument {
    /// The paths of versions of the policy.
    static let policyPaths = """
        "/v1/policies": {
          "get": {
            "summary": "Versions of the policy, what was counted of them, and what waits.",
            "responses": {
              "200": {"description": "Versions, open proposals, the ledger's latest lines.",
                "content": {"application/json": {"schema": {"type": "object"}}}},
              "default": {"$ref": "#/components/responses/Problem"}}
          },
          "post": {
            "summary": "Keeps a draft: the files that run, with those of the request.",
            "requestBody": {"required": true, "content": {"application/json":
              {"schema": {"type": "object", "required": ["files", "title"],
                "properties": {
                  "files": {"type": "object", "additionalProperties": {"type": "string"}},
                  "title": {"type": "string"}, "by": {"type": "string"},
                  "why": {"type": "string"}}}}}},
            "responses": {
              "200": {"description": "The version.",
                "content": {"application/json": {"schema": {"type": "object",
                  "properties": {"version": {"type": "integer"}}}}}},
              "default": {"$ref": "#/components/responses/Problem"}}
          }
        },
        "/v1/policies/rollback": {
          "post": {
            "summary": "Takes the last step back: of a canary, else of the live version.",
            "requestBody": \(policyPerson),
            "responses": {
              "200": {"description": "What stepped back, and what is live now.",
                "content": {"application/json": {"schema": {"type": "object"}}}},
              "default": {"$ref": "#/components/responses/Problem"}}
          }
        },
        "/v1/policies/{id}/stage": {
          "post": {
            "summary": "Puts a version into a stage; what reaches far waits.",
            "parameters": [{"$ref": "#/components/parameters/id"}],
            "requestBody": {"required": true, "content": {"application/json":
              {"schema": {"type": "object", "required": ["stage", "why"],
                "properties": {
                  "stage": {"enum": ["draft", "shadow", "canary", "live", "retired"]},
                  "share": {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1},
                  "by": {"type": "string"}, "why": {"type": "string"},
                  "without_preview": {"type": "string", "description": "Of a canary or live: why \
        nobody looked at a preview. Else 409 where nobody did; the ledger keeps it."}}}}}},
            "responses": {
              "200": {"description": "Whether it is taken; else the proposal, its reach.",
                "content": {"application/json": {"schema": {"type": "object"}}}},
              "default": {"$ref": "#/components/responses/Problem"}}
          }
        },
        "/v1/policies/proposals/{id}/approve": {
          "post": {
            "summary": "Approves a step that somebody else proposed, and takes it.",
            "parameters": [{"$ref": "#/components/parameters/id"}], "requestBody": \(policyPerson),
            "responses": {
              "200": {"description": "The step is taken.",
                "content": {"application/json": {"schema": {"type": "object"}}}},
              "default": {"$ref": "#/components/responses/Problem"}}
          }
        },
        "/v1/policies/proposals/{id}/refuse": {
          "post": {
            "summary": "Refuses or withdraws a step that waits.",
            "parameters": [{"$ref": "#/components/parameters/id"}], "requestBody": \(policyPerson),
            "responses": {
              "200": {"description": "The step is not taken.",
                "content": {"application/json": {"schema": {"type": "object"}}}},
              "default": {"$ref": "#/components/responses/Problem"}}
          }
        }
        """

    private static let policyPerson = """
        {"required": true, "content": {"application/json":
          {"schema": {"type": "object", "required": [],
            "properties": {"by": {"type": "string"}, "why": {"type": "string"},
              "without_preview": {"type": "string", "description": "To approve a canary or live \
        that nobody looked at: why."}}}}}}
        """
}
