import Cases
import Enforcements
import Vocabulary

/// A case with its history, as a bundle tells it.
struct CaseText: Encodable {
    struct Entry: Encodable {
        let sequence: Int64
        let kind: String
        let at: Int64
        let by: String
        let text: String
        let names: [String]
    }

    struct Attachment: Encodable {
        let name: String
        let type: String
        let bytes: Int
        let sha256: String
        let by: String
        let at: Int64
    }

    struct Told: Encodable {
        let id: String
        let kind: String
        let text: String
        let by: String
        let partner: String
        let at: Int64
    }

    let id: String
    let queue: String
    let subject: String
    let title: String
    let origin: String
    let causes: [String]
    let state: String
    let assignee: String
    let loss: Int64
    let openedAt: Int64
    let closedAt: Int64?
    let disposition: String?
    /// In a word; of an appeal `upheld` or `overturned`.
    let outcome: String?
    let reason: String
    let mergedInto: String
    let history: [Entry]
    let attachments: [Attachment]
    let reports: [Told]

    /// Nil when there is no such case.
    init?(_ id: String, in tables: any CaseTables) throws {
        guard let one = try tables.case(id: id) else { return nil }
        self.id = one.id
        (queue, subject, title) = (one.queue, one.subject.text, one.title)
        (origin, causes, state) = (one.origin.rawValue, one.causes, one.state.rawValue)
        (assignee, loss, openedAt) = (one.assignee, one.loss, one.openedAt)
        (closedAt, reason, mergedInto) = (one.closedAt, one.reason, one.mergedInto)
        (disposition, outcome) = (one.disposition?.rawValue, one.outcome)
        history = try tables.entries(of: id).map {
            Entry(
                sequence: $0.sequence, kind: $0.kind.rawValue, at: $0.at, by: $0.by,
                text: $0.text, names: $0.names)
        }
        attachments = try tables.attachments(of: id).map {
            Attachment(
                name: $0.name, type: $0.type, bytes: $0.bytes, sha256: $0.digest, by: $0.by,
                at: $0.at)
        }
        reports = try tables.reports(of: id).map {
            Told(
                id: $0.id, kind: $0.kind, text: $0.text, by: $0.by, partner: $0.partner,
                at: $0.at)
        }
    }
}
