extension OpenAPIDocument {
    static let enforcementPaths = [
        path(
            "/v1/enforcements",
            get(
                "Enforcements, the latest first; `next` is the `before` of the page that follows.",
                ["limit", "entity", "policy", "state", "scope", "before"], "EnforcementList"),
            post(
                "Orders a measure by hand; beyond a person's cap it waits for a second.", [],
                "EnforcementOrder", "EnforcementOrdered")),
        path(
            "/v1/enforcements/undo",
            post(
                "Takes back all that a policy version, pack, rule, ring, batch or entity caused.",
                [], "EnforcementUndo", "EnforcementUndone")),
        path(
            "/v1/enforcements/{id}",
            get(
                "One enforcement, with its ledger, notices and appeals.", ["id"], "Enforcement")),
        path(
            "/v1/enforcements/{id}/reverse",
            post(
                "Takes it back, with its strike and what followed from it.", ["id"], "Signed",
                "Enforcement")),
        path(
            "/v1/enforcements/{id}/approve",
            post(
                "Lets one that waits be carried out, by a second person.", ["id"], "Signed",
                "Enforcement")),
        path(
            "/v1/enforcements/{id}/refuse",
            post("Refuses one that waits.", ["id"], "Signed", "Enforcement")),
        path(
            "/v1/strikes",
            get(
                "What counts against an account or another entity, and what is in force.",
                ["account", "entity"], "EntityStanding")),
        path(
            "/v1/appeals",
            get("Appeals, the latest first.", ["limit", "state", "enforcement"], "AppealList"),
            post(
                "Opens an appeal. A service may say in `by` which account appeals: the one that "
                    + "the measure is against.", [], "AppealOpened", "Appeal")),
        path(
            "/v1/appeals/rates",
            get("How often appeals overturn what one thing caused.", ["by", "limit"], "RateList")),
        path(
            "/v1/appeals/{id}/decide",
            post(
                "Decides an appeal; by nobody who had a part in the enforcement.", ["id"],
                "AppealOutcome", "Appeal")),
    ].joined(separator: ",\n")

    static func path(_ path: String, _ operations: String...) -> String {
        "\"\(path)\": {\n\(operations.joined(separator: ",\n"))\n}"
    }

    private static func operation(
        _ method: String, _ summary: String, _ parameters: [String], _ more: String
    ) -> String {
        let references = parameters.map { "{\"$ref\": \"#/components/parameters/\($0)\"}" }
        let listed =
            parameters.isEmpty
            ? "" : "\"parameters\": [\(references.joined(separator: ", "))],\n"
        return "\"\(method)\": {\"summary\": \"\(summary)\",\n\(listed)\(more)}"
    }

    private static func answer(_ schema: String) -> String {
        """
        "responses": {"200": {"description": "It is so.", "content": {"application/json":
          {"schema": {"$ref": "#/components/schemas/\(schema)"}}}},
          "default": {"$ref": "#/components/responses/Problem"}}
        """
    }

    static func get(
        _ summary: String, _ parameters: [String], _ schema: String
    ) -> String {
        operation("get", summary, parameters, answer(schema))
    }

    static func post(
        _ summary: String, _ parameters: [String], _ body: String, _ schema: String
    ) -> String {
        operation(
            "post", summary, parameters,
            """
            "requestBody": {"required": true, "content": {"application/json":
              {"schema": {"$ref": "#/components/schemas/\(body)"}}}},
            \(answer(schema))
            """)
    }

    static let enforcementParameters = """
          "entity": {"name": "entity", "in": "query",
            "description": "Such as payee=p1, or the name of an account.",
            "schema": {"type": "string"}},
          "policy": {"name": "policy", "in": "query", "schema": {"type": "string"}},
          "state": {"name": "state", "in": "query", "schema": {"type": "string"}},
          "scope": {"name": "scope", "in": "query",
            "description": "Such as rule:looped_tracks, version:3, pack:HASH, ring:ring-12.",
            "schema": {"type": "string"}},
          "enforcement": {"name": "enforcement", "in": "query", "schema": {"type": "string"}},
          "by": {"name": "by", "in": "query", "schema":
            {"enum": ["rule", "version", "pack", "policy", "ring", "hand"]}},
          "kind": {"name": "kind", "in": "path", "required": true,
            "description": "A kind of entity.", "schema": {"type": "string"}}
        """

    static let enforcementSchemas = """
          "Measure": {"enum": ["strike", "warn", "challenge", "limit", "exclude", "hold_payout",
            "restrict", "suspend", "ban"]},
          "Enforcement": {"type": "object",
            "required": ["id", "entity", "state", "measure", "from", "sequence", "by"],
            "properties": {
              "id": {"type": "string"}, "entity": {"type": "string"},
              "policy": {"type": "string", "description": "Empty by hand."},
              "state": {"enum": ["pending", "active", "expired", "reversed", "refused"]},
              "measure": {"$ref": "#/components/schemas/Measure"},
              "rung": {"type": "integer"}, "strikes": {"type": "number"},
              "from": {"type": "string", "format": "date-time"},
              "until": {"type": "string", "format": "date-time"},
              "by": {"type": "string"}, "approvedBy": {"type": "string"},
              "automatic": {"type": "boolean"}, "decision": {"type": "string"},
              "packHash": {"type": "string"}, "policyVersion": {"type": "integer"},
              "rules": {"type": "array", "items": {"type": "string"}},
              "rings": {"type": "array", "items": {"type": "string"}},
              "counted": {"type": "array", "items": {"type": "string"}},
              "facts": {"type": "array", "items": {"type": "string"}},
              "inside": {"type": "string", "description": "Told to nobody it is against."},
              "notices": {"type": "object"},
              "ledger": {"type": "array", "items": {"type": "object"}},
              "appeals": {"type": "array", "items": {"$ref": "#/components/schemas/Appeal"}}}},
          "EnforcementList": {"type": "object", "required": ["enforcements"], "properties": {
            "enforcements": {"type": "array",
              "items": {"$ref": "#/components/schemas/Enforcement"}},
            "next": {"type": "integer"}}},
          "EnforcementOrder": {"type": "object", "required": ["measure", "why"],
            "properties": {
              "measure": {"$ref": "#/components/schemas/Measure"},
              "entities": {"type": "array", "maxItems": 100000, "items": {"type": "string"}},
              "ring": {"type": "string", "description": "All members but hijacked ones."},
              "lasts": {"type": "string", "description": "Such as 30d; for good unless said."},
              "by": {"type": "string"},
              "why": {"type": "string", "description": "Told as the facts."},
              "inside": {"type": "string", "description": "What stays inside."},
              "unseen": {"type": "boolean", "description": "Also whom nobody has seen."},
              "key": {"type": "string", "description": "Sent again, it is the same order."},
              "dryRun": {"type": "boolean"}}},
          "EnforcementOrdered": {"type": "object",
            "required": ["named", "already", "reach", "cap", "per", "held"], "properties": {
              "named": {"type": "integer"}, "already": {"type": "integer"},
              "reach": {"type": "integer"}, "cap": {"type": "integer"},
              "per": {"type": "string"}, "held": {"type": "boolean"},
              "batch": {"type": "string"},
              "enforcements": {"type": "array", "items": {"type": "string"}}}},
          "EnforcementUndo": {"type": "object", "required": ["why"], "properties": {
            "policyVersion": {"type": "integer"}, "pack": {"type": "string"},
            "rule": {"type": "string"}, "ring": {"type": "string"},
            "batch": {"type": "string"}, "entity": {"type": "string"},
            "since": {"type": "string", "format": "date-time"},
            "by": {"type": "string"}, "why": {"type": "string"},
            "dryRun": {"type": "boolean"}}},
          "EnforcementUndone": {"type": "object",
            "required": ["reversed", "lowered", "left", "behind"],
            "properties": {
              "reversed": {"type": "integer"}, "lowered": {"type": "integer"},
              "entities": {"type": "integer"}, "measures": {"type": "object"},
              "left": {"type": "integer", "description": "Still standing; 0 once it is done."},
              "behind": {"type": "integer", "description":
                "Decisions not carried out yet that may lead to more; 0 once it is done."}}},
          "Signed": {"type": "object", "required": ["why"], "properties": {
            "by": {"type": "string"}, "why": {"type": "string"}}},
          "EntityStanding": {"type": "object", "required": ["entity", "measures", "strikes"],
            "properties": {
              "entity": {"type": "string"},
              "measures": {"type": "array", "items": {"$ref": "#/components/schemas/Measure"}},
              "strikes": {"type": "array", "items": {"type": "object"}},
              "enforcements": {"type": "array",
                "items": {"$ref": "#/components/schemas/Enforcement"}}}},
          "Appeal": {"type": "object", "required": ["id", "enforcement", "state", "text"],
            "properties": {
              "id": {"type": "string"}, "enforcement": {"type": "string"},
              "state": {"enum": ["open", "upheld", "overturned"]},
              "openedAt": {"type": "string", "format": "date-time"},
              "openedBy": {"type": "string"}, "text": {"type": "string"},
              "decidedAt": {"type": "string", "format": "date-time"},
              "decidedBy": {"type": "string"}, "why": {"type": "string"}}},
          "AppealList": {"type": "object", "required": ["appeals"], "properties": {
            "appeals": {"type": "array", "items": {"$ref": "#/components/schemas/Appeal"}}}},
          "AppealOpened": {"type": "object", "required": ["enforcement", "text"],
            "properties": {"enforcement": {"type": "string"},
              "text": {"type": "string", "maxLength": 8000}, "by": {"type": "string"}}},
          "AppealOutcome": {"type": "object", "required": ["outcome", "why"],
            "properties": {"outcome": {"enum": ["upheld", "overturned"]},
              "by": {"type": "string"}, "why": {"type": "string"}}},
          "RateList": {"type": "object", "required": ["rates"], "properties": {
            "rates": {"type": "array", "items": {"type": "object", "properties": {
              "scope": {"type": "string"}, "applied": {"type": "integer"},
              "appealed": {"type": "integer"}, "decided": {"type": "integer"},
              "overturned": {"type": "integer"}, "rate": {"type": "number"},
              "low": {"type": "number"}, "high": {"type": "number"}}}}}}
        """
}
