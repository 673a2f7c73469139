import Foundation
import Vocabulary

/// What a vendor says of a check, in the standard form.
struct VendorCallback: Sendable {
    var reference: String
    var account: String
    var hasPassed: Bool
    var reasons: [String]
    /// What the vendor read of the person, by the names of
    /// ``VerificationDefinition/personFields``.
    var person: [String: String]

    /// Reasons of one callback, and bytes of a text in it.
    static let reasonsMax = 16
    static let textBytesMax = 512

    private struct Body: Decodable {
        var type: String
        var reference: String
        var account: String
        var result: String
        var reasons: [String]?
        var person: [String: String]?
    }

    /// - Throws: ``Fault`` `invalid` when it is no callback.
    init(body: [UInt8]) throws(Fault) {
        guard let read = try? JSONDecoder().decode(Body.self, from: Data(body)),
            read.type == "check.completed", ["passed", "failed"].contains(read.result)
        else {
            throw Fault(
                .invalid, "The callback cannot be read.",
                fix: "Send {\"type\": \"check.completed\", \"reference\": …, \"account\": …, "
                    + "\"result\": \"passed\" or \"failed\", \"reasons\": […], \"person\": {…}}.")
        }
        let reasons = read.reasons ?? []
        let person = read.person ?? [:]
        guard reasons.count <= Self.reasonsMax,
            (reasons + person.values).allSatisfy({ $0.utf8.count <= Self.textBytesMax })
        else {
            throw Fault(
                .invalid, "The callback says too much.",
                fix: "At most \(Self.reasonsMax) reasons, and \(Self.textBytesMax) bytes a text.")
        }
        (reference, account, hasPassed) = (read.reference, read.account, read.result == "passed")
        self.reasons = reasons
        self.person = person.filter { VerificationDefinition.personFields.contains($0.key) }
    }
}
