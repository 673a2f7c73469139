package import Deliveries
package import Vocabulary

/// How the vendors of a pack are reached, and what they sign with: the part of vendors that is the
/// deployment's own. A pack never has a secret, and its addresses count only where the deployment
/// names none, and as they were when the service started: a policy that comes later sends nobody's
/// data anywhere else.
package struct VendorAccess: Sendable {
    package struct Entry: Sendable {
        /// Several while one is replaced by the next: the first signs, each may check.
        package var secrets: [WebhookSecret] = []
        /// Where requests are sent.
        package var address: EndpointAddress?
    }

    package private(set) var entries: [String: Entry] = [:]

    package init() {}

    /// Reads lines `NAME SECRET [URL [private]]`; blank ones and those that begin with `#` are
    /// passed over. `private` allows an address within the own network.
    ///
    /// - Parameter path: for messages.
    /// - Throws: ``Fault`` `invalid` or `forbidden` with the line.
    package init(text: String, path: String) throws(Fault) {
        for (number, line) in text.split(
            omittingEmptySubsequences: false, whereSeparator: \.isNewline
        ).enumerated() {
            let words = line.split(whereSeparator: \.isWhitespace).map(String.init)
            guard let name = words.first, !name.hasPrefix("#") else { continue }
            let place = "\(path):\(number + 1)"
            guard (2...3).contains(words.count) || words.count == 4 && words[3] == "private" else {
                throw Fault(
                    .invalid, "\(place): a line is a vendor's name, its secret, and its address.",
                    fix: "Write such as `idcheck whsec_… https://idcheck.example/checks`, and "
                        + "`private` behind an address within your own network.")
            }
            do {
                try add(
                    try WebhookSecret(words[1]), url: words.count > 2 ? words[2] : nil,
                    allowsPrivate: words.count > 3, for: name)
            } catch {
                throw Fault(error.code, "\(place): \(error.message)", fix: error.fix)
            }
        }
    }

    /// - Throws: ``Fault`` as ``EndpointAddress``.
    package mutating func add(
        _ secret: WebhookSecret, url: String?, allowsPrivate: Bool = false, for vendor: String
    ) throws(Fault) {
        let address = try url.map { url throws(Fault) in
            try EndpointAddress(url, allowsPrivate: allowsPrivate)
        }
        entries[vendor, default: Entry()].secrets.append(secret)
        if let address { entries[vendor]?.address = address }
    }

    /// Takes over the pack's addresses of vendors for which the deployment names none; to be called
    /// once, at the start.
    ///
    /// - Throws: ``Fault`` `invalid` or `forbidden` when a vendor of the definition cannot be
    ///   reached, requests to it cannot be signed, or what it signs cannot be checked.
    package mutating func settle(for definition: VerificationDefinition) throws(Fault) {
        for vendor in definition.vendors {
            guard var entry = entries[vendor.name], let first = entry.secrets.first else {
                throw Fault(
                    .invalid, "The vendor \(vendor.name) of verification.yaml has no secret.",
                    fix: "Add a line `\(vendor.name) whsec_…` to the file of --vendors.")
            }
            guard first.canSign else {
                throw Fault(
                    .invalid, "The first secret of the vendor \(vendor.name) cannot sign.",
                    fix: "Put its `whsec_` or `whsk_` line first in the file of --vendors; a "
                        + "`whpk_` only checks.")
            }
            if entry.address != nil { continue }
            guard let url = vendor.url else {
                throw Fault(
                    .invalid, "The vendor \(vendor.name) has no address.",
                    fix: "Add it behind its secret in the file of --vendors, or as `url` in "
                        + "verification.yaml.")
            }
            do { entry.address = try EndpointAddress(url, allowsPrivate: false) } catch {
                throw Fault(
                    error.code, "The vendor \(vendor.name) of verification.yaml: \(error.message)",
                    fix: error.fix)
            }
            entries[vendor.name] = entry
        }
    }
}
