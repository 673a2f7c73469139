import Cases
import Enforcements
import Foundation
import NIOCore
import Vocabulary

/// What the audit log says of a request: to what, and with which short values. Texts of people,
/// passwords and keys are in none of the names it takes.
enum AuditWords {
    /// Fields of forms, bodies and queries that name things.
    private static let naming: Set<String> = [
        "account", "accounts", "action", "appeal", "arm", "assignee", "batch", "by", "case",
        "cause", "decision", "disposition", "dryRun", "endpoint", "ends", "enforcement", "entity",
        "from",
        "id", "into", "kind", "label", "lasts", "list", "measure", "member", "model", "name",
        "origin", "outcome", "overturns", "pack", "partner", "path", "permission", "person",
        "pilot", "policy", "policyVersion", "queue", "reason", "requirement", "ring", "role",
        "roles", "rule", "scope", "severity", "share", "since", "skills", "source", "stage",
        "state", "subject", "to", "unseen", "until", "value", "vendor", "version", "webhook",
        "whole",
    ]
    /// What a sign-in elsewhere sends back in a query.
    private static let secret: Set<String> = ["code", "token", "session_state"]
    /// Characters of a value, and bytes of a body that is looked into.
    private static let valueMax = 120
    static let bodyMax = 64 * 1024

    /// Such as `case=case_12`; empty for none.
    static func subject(_ route: Route, _ call: Call) -> String {
        if !call.note.subject.isEmpty { return call.note.subject }
        let segments = route.path.split(separator: "/").map(String.init)
        for (index, segment) in segments.enumerated() where segment.first == "{" {
            let place = String(segment.dropFirst().dropLast())
            guard let value = try? call.place(place) else { continue }
            if place == "kind", index + 1 < segments.count,
                let name = try? call.place(String(segments[index + 1].dropFirst().dropLast()))
            {
                return "\(value)=\(name)"
            }
            let isPlain = place == "id" || place == "name"
            let word = isPlain && index > 0 ? singular(segments[index - 1]) : place
            // A case is found by its whole id, however it was named.
            return "\(word)=\(word == "case" ? CaseNumber.expanded(value) : value)"
        }
        return named(call.queries) ?? (route.door == .open ? nil : named(fields(of: call.form)))
            ?? named(call.note.facts) ?? ""
    }

    /// `/policies/…` is about a policy, `/v1/cases/…` about a case.
    private static func singular(_ word: String) -> String {
        if word.hasSuffix("ies") { return word.dropLast(3) + "y" }
        return word.hasSuffix("s") ? String(word.dropLast()) : word
    }

    /// The person or thing that a listing was asked for.
    private static func named(_ values: [String: String]) -> String? {
        if let account = values["account"], !account.isEmpty { return "account=\(account)" }
        if let entity = values["entity"], !entity.isEmpty {
            let named = EnforcementSelection.entity(entity)
            return "\(named.kind)=\(named.name)"
        }
        for name in ["case", "ring", "enforcement"] {
            guard let value = values[name], !value.isEmpty else { continue }
            return "\(name)=\(name == "case" ? CaseNumber.expanded(value) : value)"
        }
        return nil
    }

    /// Short values that name things, in order of their names: `queue=ato; version=3`.
    static func facts(_ route: Route, _ call: Call) -> String {
        var facts: [String: String] = [:]
        for (name, value) in call.queries where !value.isEmpty && !secret.contains(name) {
            facts[name] = value
        }
        // What is typed to sign in stays out: a password may stand in any field by mistake.
        if route.door != .open { facts.merge(fields(of: call.form)) { $1 } }
        facts.merge(call.note.facts) { $1 }
        return facts.sorted { $0.key < $1.key }
            .map { "\($0.key)=\(cut($0.value))" }.joined(separator: "; ")
    }

    private static func fields(of form: Form) -> [String: String] {
        var fields: [String: String] = [:]
        for name in naming {
            let values = form.all(name).filter { !$0.isEmpty }
            if !values.isEmpty { fields[name] = values.joined(separator: ",") }
        }
        return fields
    }

    private static func cut(_ value: String) -> String {
        let line = value.map { $0.isNewline || $0 == ";" ? " " : $0 }
        return line.count > valueMax ? String(line.prefix(valueMax)) + "…" : String(line)
    }

    /// Notes what a body of JSON names in its first level. One entity is whom it is about.
    static func take(_ body: ByteBuffer, into note: AuditNote) {
        guard body.readableBytes <= bodyMax,
            let object = try? JSONSerialization.jsonObject(with: Data(body.readableBytesView))
                as? [String: Any]
        else { return }
        for (name, value) in object where naming.contains(name) {
            if let text = value as? String {
                note.fact(name, text)
            } else if let number = value as? NSNumber {
                note.fact(name, "\(number)")
            } else if let list = value as? [Any] {
                note.fact(name, "\(list.count) of them")
            }
        }
        if let entities = object["entities"] as? [String] {
            if entities.count == 1 {
                note.fact("entity", entities[0])
            } else {
                note.fact("entities", "\(entities.count) of them")
            }
        }
    }
}
