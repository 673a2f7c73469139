import Foundation
import Vocabulary

/// Lines of the log as a file, with what is needed to prove that they stand in it: each run of
/// lines begins behind the genesis or a signed mark and ends at one; lines not wanted are there
/// as their digests alone.
///
/// A file is NDJSON: `{"mark":…}`, `{"line":…}` and `{"withheld":…}`, one a line; a run that begins
/// at the start of the log has no mark before it.
package enum AuditExcerpt {
    private static let linesPerRead = 2000

    /// All lines from one sequence to another.
    package static func whole(
        of log: any AuditLog, _ range: ClosedRange<Int64>, into file: inout EvidenceText
    ) throws {
        try run(of: log, range, wanting: { range.contains($0.sequence) }, into: &file)
    }

    /// Some lines, by their sequences in order.
    package static func lines(
        _ sequences: [Int64], of log: any AuditLog, into file: inout EvidenceText
    ) throws {
        let wanted = Set(sequences)
        var rest = sequences[...]
        while let first = rest.first {
            // Runs end at a mark; what else is wanted before it is in the same run.
            let end = try log.auditCheckpoints(after: first - 1, limit: 1).first?.sequence ?? .max
            let last = rest.last { $0 <= end } ?? first
            try run(of: log, first...last, wanting: { wanted.contains($0.sequence) }, into: &file)
            rest = rest.drop { $0 <= end }
        }
    }

    private static func run(
        of log: any AuditLog, _ range: ClosedRange<Int64>, wanting: (AuditEntry) -> Bool,
        into file: inout EvidenceText
    ) throws {
        let start = try log.auditCheckpoint(before: range.lowerBound)
        if let start { try file.add(ExcerptLine(mark: start)) }
        let end =
            try log.auditCheckpoints(after: range.upperBound - 1, limit: 1).first
            ?? log.auditHead()
        guard let end, end.sequence >= range.upperBound else { return }
        var last = start?.sequence ?? 0
        while last < end.sequence {
            let entries = try log.auditLines(
                after: last, limit: Int(min(Int64(linesPerRead), end.sequence - last)))
            guard let sequence = entries.last?.sequence else { break }
            for entry in entries {
                try file.add(
                    wanting(entry)
                        ? ExcerptLine(line: LineText(entry))
                        : ExcerptLine(
                            withheld: Withheld(
                                sequence: entry.sequence, digest: AuditLink.digest(of: entry))))
            }
            last = sequence
        }
        try file.add(ExcerptLine(mark: end))
    }

    /// What a file came to.
    package struct Proof: Sendable, Hashable {
        package var lines = 0
        package var withheld = 0
        package var broken: ChainCheck.Break?
        /// The public key that signed; empty when nothing is signed.
        package var key = ""
    }

    /// Checks a file offline.
    ///
    /// - Parameter key: the public key that must have signed; nil takes that of the first mark, so
    ///   that it is for the caller to compare.
    package static func proof(of bytes: [UInt8], key: String?) -> Proof {
        var proof = Proof(key: key ?? "")
        var check = ChainCheck()
        // Lines since the last mark; they are proved only when another follows.
        var open = 0
        for (place, text) in bytes.split(separator: UInt8(ascii: "\n")).enumerated() {
            guard let line = try? JSONDecoder().decode(ExcerptLine.self, from: Data(text)) else {
                proof.broken = ChainCheck.Break(
                    sequence: check.sequence + 1, words: "line \(place + 1) of the file is torn")
                return proof
            }
            if let entry = line.line?.entry {
                check.add(entry)
                (proof.lines, open) = (proof.lines + 1, open + 1)
            } else if let withheld = line.withheld {
                check.add(digest: withheld.digest, sequence: withheld.sequence)
                (proof.withheld, open) = (proof.withheld + 1, open + 1)
            } else if let mark = line.mark {
                if proof.key.isEmpty { proof.key = mark.key }
                // A mark behind a proved run begins the next.
                if open == 0 { check = ChainCheck(behind: mark) }
                check.pass(mark, trusting: proof.key)
                open = 0
            }
            if check.broken != nil { break }
        }
        if open > 0 { check.fail(at: check.sequence, "the file ends without a signed mark") }
        proof.broken = check.broken
        return proof
    }
}

/// One line of a file of lines.
private struct ExcerptLine: Codable {
    var mark: AuditMark?
    var line: LineText?
    var withheld: Withheld?
}

private struct Withheld: Codable {
    var sequence: Int64
    var digest: String
}

/// A line of the log as files have it.
private struct LineText: Codable {
    var sequence: Int64
    var at: Int64
    var kind: AuditEntry.Kind
    var by: String
    var action: String
    var subject: String
    var detail: String
    /// Not there in lines from before there were such fields.
    var outcome: AuditEntry.Outcome?
    var attempt: Int64?
    var salt: Int64
    var previous: String
    var hash: String

    init(_ entry: AuditEntry) {
        (sequence, at, kind, by) = (entry.sequence, entry.at, entry.kind, entry.by)
        (action, subject, detail) = (entry.action, entry.subject, entry.detail)
        (outcome, attempt) = (entry.outcome, entry.attempt)
        (salt, previous, hash) = (entry.salt, entry.previous, entry.hash)
    }

    var entry: AuditEntry {
        var entry = AuditEntry(
            at: at, kind, by: by, action: action, subject: subject, detail: detail)
        (entry.by, entry.action, entry.subject, entry.detail) = (by, action, subject, detail)
        (entry.outcome, entry.attempt) = (outcome, attempt)
        (entry.sequence, entry.salt, entry.previous) = (sequence, salt, previous)
        entry.hash = hash
        return entry
    }
}
