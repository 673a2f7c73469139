import Synchronization

/// What a handler tells the audit log of its request beside what stands in its path: what a new
/// thing is called, whom a body names.
package final class AuditNote: Sendable {
    private struct Words {
        var subject = ""
        var facts: [String: String] = [:]
        var showed: String?
        var isTold = false
    }

    private let words = Mutex(Words())

    package init() {}

    /// What it was done to, such as `case=case_12`; the last that is said holds.
    package func subject(_ kind: String, _ name: String) {
        words.withLock { $0.subject = "\(kind)=\(name)" }
    }

    /// A name and a short value; never a secret or a text that people wrote.
    package func fact(_ name: String, _ value: String) {
        words.withLock { words in
            guard words.facts[name] != nil || words.facts.count < Self.factsMax else { return }
            words.facts[name] = value
        }
    }

    /// That a form came back on a page whose looks are kept, such as `case.read`.
    package func showed(_ action: String) { words.withLock { $0.showed = action } }

    private static let factsMax = 20

    var showed: String? { words.withLock { $0.showed } }
    var subject: String { words.withLock { $0.subject } }
    var facts: [String: String] { words.withLock { $0.facts } }

    /// That what was refused has its line already.
    func told() { words.withLock { $0.isTold = true } }

    var isTold: Bool { words.withLock { $0.isTold } }
}
