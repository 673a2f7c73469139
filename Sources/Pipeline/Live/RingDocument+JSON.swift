import Foundation
package import Vocabulary

extension RingDocument {
    /// One line of JSON, its names sorted: the same document gives the same bytes.
    ///
    /// Scores must be finite. O(size).
    ///
    /// - Throws: ``Fault`` `bug` when a number is not finite.
    package func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return String(decoding: try encoder.encode(self), as: UTF8.self)
        } catch {
            throw Fault(.bug, "\(ring) cannot be written as JSON: \(error).")
        }
    }

    /// What ``json()`` wrote.
    ///
    /// - Throws: ``Fault`` `unavailable` for anything else, such as what another version wrote.
    package init(json: String) throws {
        do {
            self = try JSONDecoder().decode(RingDocument.self, from: Data(json.utf8))
        } catch {
            throw Fault(
                .unavailable, "The document of a ring cannot be read: \(error).",
                fix: "Detect once more, so that this version writes it.")
        }
    }
}

extension RingRecord {
    /// The record of a document; its summary is the strongest evidence.
    ///
    /// - Throws: as ``RingDocument/json()``.
    package init(_ document: RingDocument) throws {
        self.init(
            id: document.ring, score: document.score, action: document.action,
            accounts: document.accounts, plays: document.plays, firstSeen: document.firstSeen,
            lastSeen: document.lastSeen, summary: document.evidence.first?.words ?? "",
            document: try document.json())
    }
}
