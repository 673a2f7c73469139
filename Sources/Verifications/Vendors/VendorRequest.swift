import Deliveries
import Toolbox
import Vocabulary

/// What a vendor is sent, in the standard form.
enum VendorRequest {
    /// - Parameter person: what the person gave, JSON.
    static func body(of check: VendorCheck, person: String) -> String {
        var writer = ByteWriter(capacity: person.utf8.count + 256)
        writer.append("{\"type\":\"check.requested\"" as StaticString)
        for (name, value) in [
            ("reference", check.reference), ("account", check.account),
            ("requirement", check.requirement),
        ] {
            writer.append(",\"\(name)\":")
            writer.appendQuoted(value)
        }
        writer.append(",\"person\":\(person)}")
        return writer.text
    }

    /// Milliseconds to the next try after so many: doubling from 1 s to 64 s, and up to half of it
    /// more, by the check's name, so that many do not come at once.
    static func pause(after tries: Int, _ reference: String) -> Int64 {
        let base = Int64(1000) << Int64(min(6, max(0, tries - 1)))
        let part = Hash64.of(reference, seed: UInt64(tries)) % 1024
        return base + base / 2 * Int64(part) / 1024
    }
}
