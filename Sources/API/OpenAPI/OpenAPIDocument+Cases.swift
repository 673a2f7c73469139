import Cases

extension OpenAPIDocument {
    private static let units = Indicator.Unit.allCases.map { "\"\($0.rawValue)\"" }
        .joined(separator: ", ")

    static let casePaths =
        ([
            path(
                "/v1/cases",
                get(
                    "Cases, the greatest stake first.",
                    [
                        "limit", "offset", "queue", "state", "assignee", "entity", "cause", "order",
                    ], "CaseList"),
                post("Opens a case, or adds to the open one.", [], "CaseOpening", "Case")),
            path(
                "/v1/cases/next",
                post("Takes the next case that waits.", [], "CaseNext", "CaseTaken")),
            path("/v1/queues", get("What waits in each queue.", [], "QueueList")),
            path(
                "/v1/kpis",
                get(
                    "What operations are judged by, day by day: of all queues and each, or one.",
                    ["days", "queue"], "IndicatorList")),
            path(
                "/v1/cases/{id}",
                get("One case, with its history, attachments and reports.", ["id"], "Case")),
            path(
                "/v1/cases/{id}/attachments/{digest}",
                """
                "get": {"summary": "An attachment, as it was sent.", "parameters": [
                  {"$ref": "#/components/parameters/id"},
                  {"$ref": "#/components/parameters/digest"}],
                  "responses": {"200": {"description": "Its bytes."},
                    "default": {"$ref": "#/components/responses/Problem"}}}
                """),
            path(
                "/v1/cases/{id}/attach",
                post("Adds a file.", ["id"], "CaseAttachment", "Case")),
            path(
                "/v1/reports",
                get("Reports of the caller's partner, the latest first.", ["limit"], "ReportList"),
                post("Tells of somebody.", [], "ReportSent", "Report")),
        ]
        + CaseStep.all.map { step in
            path(
                "/v1/cases/{id}/\(step.path)", post(step.summary, ["id"], "CaseStep", "Case"))
        }).joined(separator: ",\n")

    static let caseParameters = """
          "offset": {"name": "offset", "in": "query", "schema":
            {"type": "integer", "minimum": 0, "maximum": 10000}},
          "days": {"name": "days", "in": "query", "description": "Up to today; 60 unless said.",
            "schema": {"type": "integer", "minimum": 1, "maximum": \(OperationsBounds.daysMax)}},
          "queue": {"name": "queue", "in": "query", "schema": {"type": "string"}},
          "assignee": {"name": "assignee", "in": "query", "schema": {"type": "string"}},
          "cause": {"name": "cause", "in": "query",
            "description": "A rule, a ring, a report or an appeal.", "schema": {"type": "string"}},
          "order": {"name": "order", "in": "query", "schema": {"enum": ["loss", "due", "latest"]}},
          "digest": {"name": "digest", "in": "path", "required": true,
            "description": "SHA-256 in hexadecimal.", "schema": {"type": "string"}}
        """

    static let caseSchemas = """
          "Case": {"type": "object",
            "required": ["id", "queue", "subject", "title", "origin", "state", "loss", "atStake",
              "version"],
            "properties": {
              "id": {"type": "string"}, "queue": {"type": "string"},
              "subject": {"type": "string", "description": "Such as account=u1."},
              "title": {"type": "string"},
              "origin": {"enum": ["policy", "ring", "report", "appeal", "hand"]},
              "causes": {"type": "array", "items": {"type": "string"}},
              "state": {"enum": ["open", "assigned", "snoozed", "approving", "closed", "merged"]},
              "assignee": {"type": "string"},
              "loss": {"type": "integer", "description": "Expected, in minor units."},
              "covered": {"type": "integer", "description": "Of it, what measures in force keep."},
              "atStake": {"type": "integer", "description": "What is left; the queue's order."},
              "severity": {"type": "integer", "minimum": 1, "maximum": 5},
              "openedAt": {"type": "string", "format": "date-time"},
              "touchBy": {"type": "string", "format": "date-time"},
              "closeBy": {"type": "string", "format": "date-time"},
              "clock": {"enum": ["on_track", "at_risk", "breach1", "breach2", "breach3", "breach4",
                "breach5", "met"]},
              "disposition": {"enum": ["confirmed", "cleared", "inconclusive"]},
              "outcome": {"enum": ["confirmed", "cleared", "inconclusive", "upheld",
                "overturned"], "description": "What it came to, in a word."},
              "reason": {"type": "string"}, "version": {"type": "integer"},
              "proposal": {"type": "object"},
              "history": {"type": "array", "items": {"type": "object"}},
              "attachments": {"type": "array", "items": {"type": "object"}},
              "reports": {"type": "array", "items": {"$ref": "#/components/schemas/Report"}}}},
          "CaseList": {"type": "object", "required": ["cases"], "properties": {
            "cases": {"type": "array", "items": {"$ref": "#/components/schemas/Case"}}}},
          "CaseOpening": {"type": "object", "required": ["subject", "title", "why"],
            "properties": {"subject": {"type": "string"}, "title": {"type": "string"},
              "queue": {"type": "string"}, "loss": {"type": "integer", "minimum": 0},
              "by": {"type": "string"}, "why": {"type": "string"}}},
          "CaseNext": {"type": "object", "properties": {
            "queue": {"type": "string"}, "by": {"type": "string"}}},
          "CaseTaken": {"type": "object", "required": ["case"], "properties": {
            "case": {"oneOf": [{"$ref": "#/components/schemas/Case"}, {"type": "null"}]}}},
          "CaseStep": {"type": "object", "properties": {
              "version": {"type": "integer", "description": "As it was seen."},
              "by": {"type": "string"}, "why": {"type": "string"},
              "inside": {"type": "string"}, "to": {"type": "string"},
              "text": {"type": "string"}, "until": {"type": "string", "format": "date-time"},
              "queue": {"type": "string"}, "path": {"type": "string"},
              "into": {"type": "string"}, "reason": {"type": "string"},
              "measure": {"$ref": "#/components/schemas/Measure"},
              "lasts": {"type": "string", "description": "Such as 30d."}}},
          "CaseAttachment": {"type": "object", "required": ["name", "type", "content"],
            "properties": {"name": {"type": "string"},
              "type": {"enum": ["image/png", "image/jpeg", "image/gif", "application/pdf",
                "text/plain", "text/csv"]},
              "content": {"type": "string", "contentEncoding": "base64"},
              "by": {"type": "string"}}},
          "QueueList": {"type": "object", "required": ["queues"], "properties": {
            "queues": {"type": "array", "items": {"type": "object", "properties": {
              "name": {"type": "string"}, "description": {"type": "string"},
              "open": {"type": "integer"}, "assigned": {"type": "integer"},
              "snoozed": {"type": "integer"}, "approving": {"type": "integer"},
              "atRisk": {"type": "integer"}, "breached": {"type": "integer"},
              "loss": {"type": "integer"}}}}}},
          "IndicatorList": {"type": "object", "required": ["indicators"], "properties": {
            "indicators": {"type": "array", "items": {"type": "object",
              "required": ["indicator", "title", "unit", "days"], "properties": {
                "indicator": {"type": "string"}, "title": {"type": "string"},
                "unit": {"enum": [\(units)]},
                "queue": {"type": "string", "description": "Absent for all together."},
                "target": {"type": "number"}, "isMet": {"type": "boolean"},
                "days": {"type": "array", "items": {"type": "object",
                  "required": ["day", "count", "isChange"], "properties": {
                    "day": {"type": "string", "format": "date"}, "value": {"type": "number"},
                    "count": {"type": "integer"},
                    "isChange": {"type": "boolean",
                      "description": "Whether a new level begins."}}}}}}}}},
          "Report": {"type": "object", "required": ["id", "subject", "kind", "text"],
            "properties": {"id": {"type": "string"}, "subject": {"type": "string"},
              "kind": {"type": "string"}, "text": {"type": "string"}, "by": {"type": "string"},
              "at": {"type": "string", "format": "date-time"},
              "case": {"type": "string"}, "state": {"enum": ["open", "closed"]}}},
          "ReportSent": {"type": "object", "required": ["subject", "kind", "text"],
            "properties": {"id": {"type": "string", "description": "Sent again, it is the same."},
              "subject": {"type": "string", "description": "Of a kind of the pack: artist=a1."},
              "kind": {"type": "string", "description": "One of `reports` in cases.yaml, such as \
        impersonation."},
              "text": {"type": "string", "maxLength": 8000}, "by": {"type": "string"}}},
          "ReportList": {"type": "object", "required": ["reports"], "properties": {
            "reports": {"type": "array", "items": {"$ref": "#/components/schemas/Report"}}}}
        """
}
