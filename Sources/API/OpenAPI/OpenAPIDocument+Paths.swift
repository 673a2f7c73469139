extension OpenAPIDocument {
    static let decidingPaths = """
        "/v1/decisions": {
          "post": {
            "summary": "Decides one event and answers once the decision is committed.",
            "requestBody": {"required": true, "content": {
              "application/cloudevents+json": {"schema": {"$ref": "#/components/schemas/Event"}},
              "application/json": {"schema": {"$ref": "#/components/schemas/Event"}}}},
            "responses": {
              "200": {"description": "The decision.", "content": {"application/json":
                {"schema": {"$ref": "#/components/schemas/Decided"}}}},
              "422": {
                "description": "The event was refused; code, field, expected and found say why.",
                "content": {"application/problem+json":
                  {"schema": {"$ref": "#/components/schemas/Problem"}}}},
              "default": {"$ref": "#/components/responses/Problem"}}
          },
          "get": {
            "summary": "Lists decisions, the latest first.",
            "parameters": [
              {"$ref": "#/components/parameters/limit"},
              {"$ref": "#/components/parameters/action"},
              {"$ref": "#/components/parameters/account"},
              {"$ref": "#/components/parameters/before"}],
            "responses": {
              "200": {"description": "Decisions, and the `before` of the page that follows.",
                "content": {"application/json":
                  {"schema": {"$ref": "#/components/schemas/DecisionList"}}}},
              "default": {"$ref": "#/components/responses/Problem"}}
          }
        },
        "/v1/events": {
          "post": {
            "summary": "Decides a batch in order and answers once all is committed.",
            "requestBody": {"required": true, "content": {
              "application/cloudevents-batch+json": {"schema":
                {"type": "array", "items": {"$ref": "#/components/schemas/Event"}}},
              "application/json": {"schema":
                {"type": "array", "items": {"$ref": "#/components/schemas/Event"}}},
              "application/x-ndjson": {"schema":
                {"type": "string", "description": "One event a line."}}}},
            "responses": {
              "200": {"description": "One result an event, in order.", "content":
                {"application/json": {"schema": {"$ref": "#/components/schemas/BatchResult"}}}},
              "default": {"$ref": "#/components/responses/Problem"}}
          }
        }
        """

    static let readingPaths = """
        "/v1/decisions/{id}": {
          "get": {
            "summary": "One decision.",
            "parameters": [{"$ref": "#/components/parameters/id"}],
            "responses": {
              "200": {"description": "The decision and its place in the log.", "content":
                {"application/json": {"schema": {"$ref": "#/components/schemas/Listed"}}}},
              "default": {"$ref": "#/components/responses/Problem"}}
          }
        },
        "/v1/accounts": {
          "get": {
            "summary": "Accounts by greatest score, then by decisions acted on.",
            "parameters": [{"$ref": "#/components/parameters/limit"}],
            "responses": {
              "200": {"description": "Accounts, the worst first.", "content": {"application/json":
                {"schema": {"$ref": "#/components/schemas/AccountList"}}}},
              "default": {"$ref": "#/components/responses/Problem"}}
          }
        },
        "/v1/dead-letters": {
          "get": {
            "summary": "Events that were refused, the latest first.",
            "parameters": [{"$ref": "#/components/parameters/limit"}],
            "responses": {
              "200": {"description": "Dead letters.", "content": {"application/json":
                {"schema": {"$ref": "#/components/schemas/DeadLetterList"}}}},
              "default": {"$ref": "#/components/responses/Problem"}}
          }
        }
        """

    static let watchingPaths = """
        "/healthz": {
          "get": {
            "summary": "Whether the process answers.",
            "security": [],
            "responses": {"200": {"$ref": "#/components/responses/Status"}}
          }
        },
        "/readyz": {
          "get": {
            "summary": "Whether events can be decided: features are rebuilt, the store answers.",
            "security": [],
            "responses": {
              "200": {"$ref": "#/components/responses/Status"},
              "503": {"$ref": "#/components/responses/Problem"}}
          }
        },
        "/metrics": {
          "get": {
            "summary": "Numbers since the start, in Prometheus' text format 0.0.4.",
            "responses": {
              "200": {"description": "Samples.", "content":
                {"text/plain": {"schema": {"type": "string"}}}},
              "default": {"$ref": "#/components/responses/Problem"}}
          }
        },
        "/openapi.json": {
          "get": {
            "summary": "This document.",
            "responses": {
              "200": {"description": "OpenAPI 3.1.", "content":
                {"application/json": {"schema": {"type": "object"}}}},
              "default": {"$ref": "#/components/responses/Problem"}}
          }
        }
        """
}
