package import CEL
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

    /// What a version of a model said.
    package struct ModelScore: Decodable, Sendable {
        package struct Reason: Decodable, Sendable {
            package var input: String
            package var value: Scalar
            /// Added to the margin.
            package var contribution: Double
        }

        package var name: String
        package var version: Int
        package var stage: ModelStage
        /// Whether rules read it.
        package var served: Bool
        /// 0...1; nil where the model could not say.
        package var score: Double?
        /// The strongest first.
        package var reasons: [Reason]
    }

    /// The arm of a random trial that the event was in, where the policy named an action which the
    /// trial withholds from a share.
    package struct Trial: Decodable, Sendable {
        package var name: String
        /// `holdout` or `exploration`.
        package var kind: String
        /// `withheld`, and then the record's action is what remains, or `enforced`.
        package var arm: String
        /// What the policy named.
        package var action: String
        /// The chance of this arm, in (0, 1).
        package var propensity: Double
    }

    /// A rule that could not be decided.
    package struct Undecided: Decodable, Sendable {
        package var rule: String
        package var why: String
    }

    /// A value of a record.
    package enum Scalar: Decodable, Sendable {
        case text(String)
        case bool(Bool)
        case int(Int64)
        case double(Double)
        case missing

        package init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let value = try? container.decode(String.self) {
                self = .text(value)
            } else if let value = try? container.decode(Bool.self) {
                self = .bool(value)
            } else if let value = try? container.decode(Int64.self) {
                self = .int(value)
            } else if let value = try? container.decode(Double.self) {
                self = .double(value)
            } else {
                self = .missing
            }
        }

        /// As people read it: numbers to four digits after the point.
        package var text: String {
            switch self {
            case .text(let value): value
            case .bool(let value): value ? "true" : "false"
            case .int(let value): "\(value)"
            case .double(let value): "\((value * 10_000).rounded() / 10_000)"
            case .missing: "missing"
            }
        }

        /// The value a slot of the type had when the record was written; nil when the record does
        /// not tell it wholly.
        package func value(as type: CEL.`Type`, in arena: Arena) -> Value? {
            switch (type, self) {
            case (_, .missing): .absent
            case (.int, .int(let value)): .int(value)
            case (.double, .int(let value)): .double(Double(value))
            case (.double, .double(let value)): .double(value)
            case (.bool, .bool(let value)): .bool(value)
            case (.string, .text(let value)): arena.string(value)
            default: nil
            }
        }
    }

    package var id: String
    package var event: Event
    package var journey: String
    package var action: String
    package var actions: [String]
    /// Nil where no trial had a say.
    package var trial: Trial?
    /// 0...1.
    package var score: Double
    package var entities: [String: Scalar]
    package var reasons: [Reason]
    package var shadow: [String]
    package var undecided: [Undecided]
    package var features: [String: Scalar]
    /// Nil where no model scores at the journey.
    package var models: [ModelScore]?
    package var versions: [String: Scalar]
    /// Of the registry, nil where the pack's own files decided.
    package var policyVersion: Int? {
        if case .int(let version)? = versions["policyVersion"] { return Int(version) }
        return nil
    }

    /// - Throws: ``Fault`` `invalid` when the text is no record that this version knows.
    package init(record: String) throws {
        do {
            self = try JSONDecoder().decode(RecordView.self, from: Data(record.utf8))
        } catch {
            throw Fault(.invalid, "The record cannot be read: \(error).")
        }
    }
}
