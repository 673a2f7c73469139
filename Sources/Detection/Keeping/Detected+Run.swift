import Pipeline
package import Vocabulary

extension Detected {
    /// The run as a store keeps it.
    ///
    /// - Parameters:
    ///   - documents: of ``documents(_:)``, which named the rings with `names`.
    ///   - endedAt: milliseconds since 1970.
    ///   - sequence: place in the log of the last event that was read.
    /// - Throws: ``Fault`` `bug` when a document has a number that is not finite.
    package func run(
        _ documents: [RingDocument], _ names: RingNames, endedAt: Int64, sequence: Int64
    ) throws -> DetectionRun {
        DetectionRun(
            asOf: conduct.latest, endedAt: endedAt, sequence: sequence,
            rings: try documents.map { try RingRecord($0) }.sorted {
                ($1.score * Double($1.accounts), $0.id) < ($0.score * Double($0.accounts), $1.id)
            },
            accounts: verdicts(documents, names), recipients: recipients(documents),
            state: names.bytes)
    }

    /// Accounts to review or restrict, and those whose last verdict that was sent said so.
    private func verdicts(_ documents: [RingDocument], _ names: RingNames) -> [AccountVerdict] {
        var waiting = names.told ?? [:]
        var verdicts: [AccountVerdict] = []
        for (number, judged) in judgement.accounts.enumerated() {
            let name = conduct.accounts[UInt32(number)]
            guard waiting.removeValue(forKey: name) != nil || judged.measure > .none else {
                continue
            }
            verdicts.append(
                AccountVerdict(
                    account: name, score: judged.score, action: judged.measure.rawValue,
                    ring: judged.ring.map { documents[$0].ring } ?? ""))
        }
        // They did nothing in the window.
        for name in waiting.keys.sorted() {
            verdicts.append(
                AccountVerdict(
                    account: name, score: 0, action: Measure.none.rawValue, ring: ""))
        }
        return verdicts
    }

    /// Who profits or was used, and whom a ring's document names besides.
    private func recipients(_ documents: [RingDocument]) -> [RecipientVerdict] {
        let named = Set(documents.flatMap(\.recipients).map { $0.kind + ":" + $0.name })
        let words = RingWords(
            conduct: conduct, tallies: stage.tallies, findings: findings, ties: ties,
            kinds: stage.kinds, objectKind: stage.objectKind, settings: stage.settings)
        var verdicts: [RecipientVerdict] = []
        for (kind, names, found) in [
            ("payee", conduct.payees, payees), ("artist", conduct.makers, makers),
        ] {
            for recipient in found.values.sorted(by: { $0.number < $1.number }) {
                let name = names[recipient.number]
                guard recipient.role != .none || named.contains(kind + ":" + name) else { continue }
                verdicts.append(
                    RecipientVerdict(
                        kind: kind, name: name, role: recipient.role.rawValue,
                        score: recipient.score,
                        reason: recipient.rings.first.map {
                            words.sentence(recipient, $0.profit)
                        } ?? ""))
            }
        }
        return verdicts
    }
}
