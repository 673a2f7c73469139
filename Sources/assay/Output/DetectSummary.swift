import Detection
import Foundation
import Toolbox
import Vocabulary

/// What a run of `assay detect` came to.
struct DetectSummary {
    let detected: Detected
    let documents: [RingDocument]
    let seconds: Double
    let peakBytes: Int
    let deadLetters: Int
    let folder: String

    private func accounts(_ measure: Measure) -> Int {
        detected.judgement.accounts.count { $0.measure == measure }
    }

    private var artificial: Int { detected.judgement.isArtificial.count { $0 } }

    private func names(_ role: Role) -> [String] {
        detected.payees.values.filter { $0.role == role }
            .sorted { ($1.score, $0.number) < ($0.score, $1.number) }
            .map { detected.conduct.payees[$0.number] }
    }

    /// Rings that the text lists; all are in the files.
    private static let shown = 20

    var text: String {
        let plays = detected.conduct.plays.count
        var lines = [
            "\(detected.conduct.events.grouped) events, \(plays.grouped) plays of "
                + "\(detected.conduct.accounts.count.grouped) accounts"
        ]
        var table = TextTable(["ring", "accounts", "hijacked", "plays", "score", "action", "why"])
        for document in documents.prefix(Self.shown) {
            table.add([
                document.ring, document.accounts.grouped, document.hijacked.grouped,
                document.plays.grouped, Self.hundredths(document.score), document.action,
                document.evidence.first?.words ?? "",
            ])
        }
        if documents.isEmpty { lines.append("no ring") } else { lines.append(table.text) }
        if documents.count > Self.shown {
            lines.append("and \(documents.count - Self.shown) rings more in rings.ndjson")
        }
        lines.append(
            "accounts to restrict: \(accounts(.restrict).grouped), to review: "
                + "\(accounts(.review).grouped); artificial plays: \(artificial.grouped)")
        let profiting = names(.beneficiary)
        if !profiting.isEmpty {
            lines.append("payees that profit: " + profiting.prefix(10).joined(separator: ", "))
        }
        lines += detected.findings.leftOut.map { "left out: " + $0 }
        if deadLetters > 0 {
            lines.append(
                "\(deadLetters.grouped) lines were refused (no events of the pack, or too late); "
                    + "assay replay --dead-letters tells why"
            )
        }
        lines.append(
            "\(Self.hundredths(seconds)) s, \(peakBytes / 1_048_576) MiB; written to \(folder)")
        return lines.joined(separator: "\n")
    }

    var json: String {
        let object: [String: Any] = [
            "events": detected.conduct.events, "plays": detected.conduct.plays.count,
            "accounts": detected.conduct.accounts.count, "rings": documents.count,
            "restrict": accounts(.restrict), "review": accounts(.review),
            "artificialPlays": artificial, "beneficiaries": names(.beneficiary),
            "leftOut": detected.findings.leftOut, "deadLetters": deadLetters,
            "seconds": seconds, "peakMemoryBytes": peakBytes,
        ]
        let data = try? JSONSerialization.data(
            withJSONObject: object, options: [.sortedKeys, .withoutEscapingSlashes])
        return data.map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    }

    private static func hundredths(_ value: Double) -> String {
        let hundredths = Int((value * 100).rounded())
        let rest = hundredths % 100
        return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)"
    }
}
