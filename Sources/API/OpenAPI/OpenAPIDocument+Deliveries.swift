extension OpenAPIDocument {
    static let deliveryPaths = """
        "/v1/deliveries": {
          "get": {
            "summary": "Webhooks with how they are, and the latest deliveries.",
            "parameters": [
              {"$ref": "#/components/parameters/limit"},
              {"$ref": "#/components/parameters/endpoint"},
              {"$ref": "#/components/parameters/state"},
              {"$ref": "#/components/parameters/kind"},
              {"$ref": "#/components/parameters/before"}],
            "responses": {
              "200": {"description": "The latest first, and the `before` of the next page.",
                "content": {"application/json":
                  {"schema": {"$ref": "#/components/schemas/DeliveryList"}}}},
              "default": {"$ref": "#/components/responses/Problem"}}
          }
        },
        "/v1/deliveries/{id}": {
          "get": {
            "summary": "A message at each webhook that wants it, and its attempts.",
            "parameters": [{"$ref": "#/components/parameters/id"}],
            "responses": {
              "200": {"description": "The latest attempts first.",
                "content": {"application/json": {"schema": {"type": "object", "properties": {
                  "deliveries": {"type": "array",
                    "items": {"$ref": "#/components/schemas/Delivery"}},
                  "attempts": {"type": "array",
                    "items": {"$ref": "#/components/schemas/DeliveryAttempt"}}}}}}},
              "default": {"$ref": "#/components/responses/Problem"}}
          }
        },
        "/v1/deliveries/{id}/replay": {
          "post": {
            "summary": "Sends a message that is delivered or dead once more, under the same id.",
            "parameters": [{"$ref": "#/components/parameters/id"}],
            "requestBody": {"required": true, "content": {"application/json":
              {"schema": {"type": "object"}}}},
            "responses": {
              "200": {"$ref": "#/components/responses/Replayed"},
              "default": {"$ref": "#/components/responses/Problem"}}
          }
        },
        "/v1/deliveries/replay": {
          "post": {
            "summary": "Sends dead letters once more, at most 1,000 of them, the latest.",
            "requestBody": {"required": true, "content": {"application/json":
              {"schema": {"type": "object", "properties": {
                "endpoint": {"type": "string"}, "kind": {"type": "string"},
                "limit": {"type": "integer", "minimum": 1, "maximum": 1000}}}}}},
            "responses": {
              "200": {"$ref": "#/components/responses/Replayed"},
              "default": {"$ref": "#/components/responses/Problem"}}
          }
        }
        """

    static let deliveryParameters = """
          "endpoint": {"name": "endpoint", "in": "query",
            "description": "Only of the webhook of this name.", "schema": {"type": "string"}},
          "state": {"name": "state", "in": "query",
            "schema": {"$ref": "#/components/schemas/DeliveryState"}},
          "kind": {"name": "kind", "in": "query",
            "description": "Only of messages of this kind, such as enforcement.applied.",
            "schema": {"type": "string"}}
        """

    static let deliveryResponses = """
          "Replayed": {"description": "How many are sent once more.",
            "content": {"application/json": {"schema": {"type": "object",
              "properties": {"replayed": {"type": "integer"}}}}}}
        """

    static let deliverySchemas = """
          "DeliveryState": {"enum": ["waiting", "ready", "delivered", "dead"]},
          "Delivery": {"type": "object", "required": ["id", "endpoint", "state"], "properties": {
            "id": {"type": "string", "description": "The message's; the `webhook-id`, too."},
            "endpoint": {"type": "string"}, "kind": {"type": "string"},
            "subject": {"type": "string"}, "sequence": {"type": "integer"},
            "at": {"type": "integer", "description": "Milliseconds since 1970."},
            "state": {"$ref": "#/components/schemas/DeliveryState"},
            "attempts": {"type": "integer"}, "due": {"type": "integer"},
            "doneAt": {"type": "integer"}, "payload": {"type": "string"}}},
          "DeliveryAttempt": {"type": "object", "properties": {
            "id": {"type": "string"}, "endpoint": {"type": "string"},
            "attempt": {"type": "integer"}, "at": {"type": "integer"},
            "status": {"type": ["integer", "null"]}, "milliseconds": {"type": "integer"},
            "result": {"enum": ["delivered", "failed", "dead"]}, "note": {"type": "string"}}},
          "DeliveryList": {"type": "object", "required": ["endpoints", "deliveries", "next"],
            "properties": {
              "endpoints": {"type": "array", "items": {"type": "object", "properties": {
                "name": {"type": "string"}, "url": {"type": "string"},
                "kinds": {"type": "array", "items": {"type": "string"}},
                "state": {"enum": ["on", "disabled"]}, "why": {"type": "string"},
                "secrets": {"type": "integer", "description": "How many sign now."},
                "backlog": {"type": "integer"}, "oldestAt": {"type": ["integer", "null"]},
                "dead": {"type": "integer"}, "failures": {"type": "integer"},
                "openUntil": {"type": "integer"}, "lastAt": {"type": "integer"},
                "lastStatus": {"type": ["integer", "null"]}, "workedAt": {"type": "integer"},
                "attempts": {"type": "object",
                  "additionalProperties": {"type": "integer"}}}}},
              "deliveries": {"type": "array",
                "items": {"$ref": "#/components/schemas/Delivery"}},
              "next": {"type": ["integer", "null"]}}}
        """
}
