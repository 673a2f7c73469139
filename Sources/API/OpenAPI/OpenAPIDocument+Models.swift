extension OpenAPIDocument {
    static let modelPaths = """
        "/v1/labels": {
          "post": {
            "summary": "Keeps what became of events or entities; answers once it is kept.",
            "requestBody": {"required": true, "content": {
              "application/json": {"schema": {"oneOf": [
                {"$ref": "#/components/schemas/Label"},
                {"type": "array", "items": {"$ref": "#/components/schemas/Label"}}]}},
              "application/x-ndjson": {"schema":
                {"type": "string", "description": "One label a line."}}}},
            "responses": {
              "200": {"description": "How many were new, how many known, and each bad one.",
                "content": {"application/json":
                  {"schema": {"$ref": "#/components/schemas/LabelResult"}}}},
              "422": {"description": "The one label that was sent was refused.",
                "content": {"application/problem+json":
                  {"schema": {"$ref": "#/components/schemas/Problem"}}}},
              "default": {"$ref": "#/components/responses/Problem"}}
          },
          "get": {
            "summary": "Lists labels in the order they were kept; of one entity, its last.",
            "parameters": [
              {"$ref": "#/components/parameters/limit"},
              {"$ref": "#/components/parameters/entity"},
              {"$ref": "#/components/parameters/after"}],
            "responses": {
              "200": {"description": "Labels, and the `after` of the page that follows.",
                "content": {"application/json":
                  {"schema": {"$ref": "#/components/schemas/LabelList"}}}},
              "default": {"$ref": "#/components/responses/Problem"}}
          }
        },
        "/v1/labels/withdrawn": {
          "get": {
            "summary": "Lists labels that were taken back, in the order in which they were.",
            "parameters": [
              {"$ref": "#/components/parameters/limit"},
              {"$ref": "#/components/parameters/after"}],
            "responses": {
              "200": {"description": "Labels, and the `after` of the page that follows.",
                "content": {"application/json":
                  {"schema": {"$ref": "#/components/schemas/WithdrawnLabelList"}}}},
              "default": {"$ref": "#/components/responses/Problem"}}
          }
        },
        "/v1/models": {
          "get": {
            "summary": "Models with their versions, stages and what their facts say.",
            "responses": {
              "200": {"description": "By name, each with its latest version first.",
                "content": {"application/json":
                  {"schema": {"$ref": "#/components/schemas/ModelList"}}}},
              "default": {"$ref": "#/components/responses/Problem"}}
          }
        },
        "/v1/models/{name}": {
          "get": {
            "summary": "One model, and who moved which version when and why.",
            "parameters": [{"$ref": "#/components/parameters/name"}],
            "responses": {
              "200": {"$ref": "#/components/responses/Model"},
              "default": {"$ref": "#/components/responses/Problem"}}
          }
        },
        "/v1/models/{name}/stage": {
          "post": {
            "summary": "Puts a version into a stage; another that was live then retires.",
            "parameters": [{"$ref": "#/components/parameters/name"}],
            "requestBody": {"required": true, "content": {"application/json":
              {"schema": {"type": "object", "required": ["version", "stage", "why"],
                "properties": {
                  "version": {"type": "integer", "minimum": 1},
                  "stage": {"$ref": "#/components/schemas/ModelStage"},
                  "share": {"$ref": "#/components/schemas/Share"},
                  "by": {"type": "string"}, "why": {"type": "string"}}}}}},
            "responses": {
              "200": {"$ref": "#/components/responses/Model"},
              "default": {"$ref": "#/components/responses/Problem"}}
          }
        },
        "/v1/models/{name}/rollback": {
          "post": {
            "summary": "Puts back the version that was live before; the present one retires.",
            "parameters": [{"$ref": "#/components/parameters/name"}],
            "requestBody": {"required": true, "content": {"application/json":
              {"schema": {"type": "object", "required": ["why"],
                "properties": {"by": {"type": "string"}, "why": {"type": "string"}}}}}},
            "responses": {
              "200": {"$ref": "#/components/responses/Model"},
              "default": {"$ref": "#/components/responses/Problem"}}
          }
        }
        """

    static let modelParameters = """
          "after": {"name": "after", "in": "query",
            "description": "Only labels behind this sequence; see `next`.",
            "schema": {"type": "integer", "minimum": 0}},
          "version": {"name": "version", "in": "query",
            "description": "Whose card is shown; the live one, where it is not said.",
            "schema": {"type": "integer", "minimum": 1}}
        """

    static let modelResponses = """
          "Model": {"description": "The model as it stands, and the latest lines of its ledger.",
            "content": {"application/json":
              {"schema": {"$ref": "#/components/schemas/Model"}}}}
        """

    static let modelSchemas = """
          "Share": {"type": "number", "exclusiveMinimum": 0, "maximum": 1},
          "ModelStage": {"enum": ["shadow", "canary", "live", "retired"]},
          "Label": {"type": "object", "required": ["label", "value", "label_source", "time"],
            "description": "Of an event (subject_source, subject_id) or an entity (entity, name).",
            "properties": {
              "subject_source": {"type": "string"}, "subject_id": {"type": "string"},
              "entity": {"type": "string", "description": "The entity's kind, such as account."},
              "name": {"type": "string", "description": "The entity's name."},
              "label": {"type": "string", "pattern": "^[a-z0-9_]{1,64}$"},
              "value": {"type": "boolean"},
              "label_source": {"type": "string", "description": "Who says so."},
              "confidence": {"$ref": "#/components/schemas/Share"},
              "time": {"type": "string", "format": "date-time",
                "description": "When what it speaks of happened."},
              "recorded_at": {"type": "string", "format": "date-time", "description":
                "When it became known; now, where it is not said. Without it, a label that says \
        what the latest of its subject, name and source says is known, and not kept again."},
              "propensity": {"$ref": "#/components/schemas/Share"}}},
          "LabelResult": {"type": "object", "required": ["kept", "known", "refused"],
            "properties": {
              "kept": {"type": "integer"}, "known": {"type": "integer"},
              "refused": {"type": "array", "items": {"type": "object", "properties": {
                "status": {"const": "refused"}, "code": {"type": "string"},
                "line": {"type": "integer"}, "field": {"type": "string"},
                "expected": {"type": "string"}, "found": {"type": "string"}}}}}},
          "LabelList": {"type": "object", "required": ["labels", "next"], "properties": {
            "labels": {"type": "array", "items": {"allOf": [
              {"$ref": "#/components/schemas/Label"},
              {"type": "object", "properties": {"sequence": {"type": "integer"}}}]}},
            "next": {"type": ["integer", "null"]}}},
          "WithdrawnLabelList": {"type": "object", "required": ["labels", "next"], "properties": {
            "labels": {"type": "array", "items": {"allOf": [
              {"$ref": "#/components/schemas/Label"},
              {"type": "object",
                "required": ["sequence", "withdrawn_at", "withdrawn_by", "why"],
                "properties": {
                  "sequence": {"type": "integer", "description": "Of the withdrawal."},
                  "withdrawn_at": {"type": "string", "format": "date-time"},
                  "withdrawn_by": {"type": "string"}, "why": {"type": "string"}}}]}},
            "next": {"type": ["integer", "null"]}}},
          "ModelVersion": {"type": "object", "required": ["version", "stage", "share", "figures"],
            "properties": {
              "version": {"type": "integer"},
              "stage": {"$ref": "#/components/schemas/ModelStage"},
              "share": {"$ref": "#/components/schemas/Share"},
              "figures": {"type": "array", "items": {"type": "object", "properties": {
                "name": {"type": "string"}, "value": {"type": "number"},
                "low": {"type": "number"}, "high": {"type": "number"}}}}}},
          "ModelList": {"type": "object", "required": ["models"], "properties": {
            "models": {"type": "array", "items": {"type": "object", "properties": {
              "name": {"type": "string"},
              "versions": {"type": "array",
                "items": {"$ref": "#/components/schemas/ModelVersion"}}}}}}},
          "Model": {"type": "object", "required": ["name", "versions", "changes"], "properties": {
            "name": {"type": "string"},
            "versions": {"type": "array",
              "items": {"$ref": "#/components/schemas/ModelVersion"}},
            "changes": {"type": "array", "items": {"type": "object", "properties": {
              "sequence": {"type": "integer"}, "name": {"type": "string"},
              "version": {"type": "integer"},
              "from": {"oneOf": [{"$ref": "#/components/schemas/ModelStage"}, {"type": "null"}]},
              "stage": {"$ref": "#/components/schemas/ModelStage"},
              "share": {"$ref": "#/components/schemas/Share"},
              "at": {"type": "integer", "description": "Milliseconds since 1970."},
              "by": {"type": "string"}, "why": {"type": "string"}}}}}}
        """
}
