import Foundation

/// A decision's record, read back for people to look at; never on the hot path.
package struct RecordView: Decodable, Sendable {
    package struct Event: Decodable, Sendable {
        package var source: String
        package var id: String
        package var type: String
        /// RFC 3339.
        package var time: String
    }

    package struct Reason: Decodable, Sendable {
        package var rule: String
        package var signal: String
        /// 0...1.
        package var weight: Double
        package var severity: String
        package var text: String
        package var values: [String: Scalar]
    }

    /// A rule that could not be decided.
    package struct Undecided: Decodable, Sendable {
        package var rule: String
        package var why: String
    }

    /// A value of a record as people read it: numbers to four digits after the point.
    package struct Scalar: Decodable, Sendable {
        package var text: String

        package init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let value = try? container.decode(String.self) {
                text = value
            } else if let value = try? container.decode(Bool.self) {
                text = value ? "true" : "false"
            } else if let value = try? container.decode(Int64.self) {
                text = "\(value)"
            } else if let value = try? container.decode(Double.self) {
                text = "\((value * 10_000).rounded() / 10_000)"
            } else {
                text = "missing"
            }
        }
    }

    package var id: String
    package var event: Event
    package var journey: String
    package var action: String
    package var actions: [String]
    /// 0...1.
    package var score: Double
    package var entities: [String: Scalar]
    package var reasons: [Reason]
    package var shadow: [String]
    package var undecided: [Undecided]
    package var features: [String: Scalar]
    package var versions: [String: Scalar]

    /// - Throws: ``Fault`` `invalid` when the text is no record that this version knows.
    package init(record: String) throws {
        do {
            self = try JSONDecoder().decode(RecordView.self, from: Data(record.utf8))
        } catch {
            throw Fault(.invalid, "The record cannot be read: \(error).")
        }
    }
}
