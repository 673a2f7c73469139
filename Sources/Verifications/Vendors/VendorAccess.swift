package import Deliveries
import Foundation
package import Vocabulary

/// How the vendors of a pack are reached, and what they sign with: the part of vendors that is the
/// deployment's own, and never in a pack.
package struct VendorAccess: Sendable {
    package struct Entry: Sendable {
        /// Several while one is replaced by the next: the first signs, each may check.
        package var secrets: [WebhookSecret]
        /// Where requests are sent; nil leaves it to the pack.
        package var url: String?
    }

    package private(set) var entries: [String: Entry] = [:]

    package init() {}

    /// Reads lines `NAME SECRET [URL]`; blank ones and those that begin with `#` are passed over.
    ///
    /// - Parameter path: for messages.
    /// - Throws: ``Fault`` `invalid` with the line.
    package init(text: String, path: String) throws(Fault) {
        for (number, line) in text.split(
            omittingEmptySubsequences: false, whereSeparator: \.isNewline
        ).enumerated() {
            let words = line.split(whereSeparator: \.isWhitespace).map(String.init)
            guard let name = words.first, !name.hasPrefix("#") else { continue }
            let place = "\(path):\(number + 1)"
            guard words.count == 2 || words.count == 3 else {
                throw Fault(
                    .invalid, "\(place): a line is a vendor's name, its secret, and its address.",
                    fix: "Write such as `idcheck whsec_… https://idcheck.example/checks`.")
            }
            let secret: WebhookSecret
            do { secret = try WebhookSecret(words[1]) } catch {
                throw Fault(.invalid, "\(place): \(error.message)", fix: error.fix)
            }
            add(secret, url: words.count == 3 ? words[2] : nil, for: name)
        }
    }

    package mutating func add(_ secret: WebhookSecret, url: String?, for vendor: String) {
        entries[vendor, default: Entry(secrets: [], url: nil)].secrets.append(secret)
        if let url { entries[vendor]?.url = url }
    }

    /// Where requests to a vendor go.
    func url(of vendor: VerificationDefinition.Vendor) -> String? {
        entries[vendor.name]?.url ?? vendor.url
    }

    /// - Throws: ``Fault`` `invalid` when a vendor of the definition cannot be reached, or what it
    ///   signs cannot be checked.
    package func expectAll(of definition: VerificationDefinition) throws(Fault) {
        for vendor in definition.vendors {
            guard entries[vendor.name] != nil else {
                throw Fault(
                    .invalid, "The vendor \(vendor.name) of verification.yaml has no secret.",
                    fix: "Add a line `\(vendor.name) whsec_…` to the file of --vendors.")
            }
            guard let url = url(of: vendor), URL(string: url)?.host != nil else {
                throw Fault(
                    .invalid, "The vendor \(vendor.name) has no address.",
                    fix: "Add `url` to it in verification.yaml, or behind its secret in the file "
                        + "of --vendors.")
            }
        }
    }
}
