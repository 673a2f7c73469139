import Foundation
import Vocabulary

/// A decision's record, read back for people to look at.
struct RecordView: Decodable {
    struct Event: Decodable {
        var source: String
        var id: String
        var type: String
        var time: String
    }

    struct Reason: Decodable {
        var rule: String
        var signal: String
        var weight: Double
        var severity: String
        var text: String
        var values: [String: Scalar]
    }

    struct Undecided: Decodable {
        var rule: String
        var why: String
    }

    /// A value of a record as people read it.
    struct Scalar: Decodable {
        var text: String

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let value = try? container.decode(String.self) {
                text = value
            } else if let value = try? container.decode(Bool.self) {
                text = value ? "true" : "false"
            } else if let value = try? container.decode(Int64.self) {
                text = "\(value)"
            } else if let value = try? container.decode(Double.self) {
                text = "\(value)"
            } else {
                text = "—"
            }
        }
    }

    var event: Event
    var actions: [String]
    var entities: [String: Scalar]
    var reasons: [Reason]
    var shadow: [String]
    var undecided: [Undecided]
    var features: [String: Scalar]
    var versions: [String: Scalar]

    /// nil when the record is of a shape that this version does not know.
    init?(of decision: StoredDecision) {
        guard
            let view = try? JSONDecoder().decode(
                RecordView.self, from: Data(decision.record.utf8))
        else { return nil }
        self = view
    }
}
