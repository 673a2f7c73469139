import Events
import Learning
package import Packs
import Toolbox
import Vocabulary

extension Truth.Source {
    /// Reads labels from files: those of `assay labels`, and the truth that `assay simulate`
    /// writes (`user,label,campaign` and `event,campaign`). O(bytes).
    ///
    /// - Parameter name: only labels of this name are taken from files of labels.
    /// - Throws: ``Fault`` `invalid` for a file that is neither, or has bad lines.
    package init(files: [String], pack: Pack, who: Int, name: String?) throws {
        self.init()
        let kind = pack.schema.entities[who]
        for path in files {
            if try takeAccounts(path, kind, pack) || takeEvents(path) { continue }
            try takeLabels(path, pack, name)
        }
        book.close()
        words = files.joined(separator: ", ")
    }

    /// Takes `organic` as good and `abusive` as bad; a hijacked account is neither.
    private mutating func takeAccounts(_ path: String, _ kind: String, _ pack: Pack) throws -> Bool
    {
        guard let file = Truth.Source.columns(path, ["user", "label"]) else { return false }
        let marks = ["abusive": true, "organic": false, "bad": true, "good": false]
        try file.forEachRow { cells, _ in
            let label = String(decoding: cells[1], as: UTF8.self)
            guard let isBad = marks[label] else { return }
            try book.take(
                LabelBook.Answer(isPositive: isBad),
                about: .entity(kind: kind, name: String(decoding: cells[0], as: UTF8.self)),
                schema: pack.schema)
        }
        return true
    }

    private mutating func takeEvents(_ path: String) throws -> Bool {
        guard let file = Truth.Source.columns(path, ["event", "campaign"]) else { return false }
        try file.forEachRow { cells, _ in badEvents.insert(Hash64.of(cells[0])) }
        return true
    }

    /// The file, if it is a CSV with these columns.
    private static func columns(_ path: String, _ names: [String]) -> Events.ColumnFile? {
        path.contains(".ndjson") || path.contains(".jsonl")
            ? nil : try? Events.ColumnFile(path: path, columns: names)
    }

    private mutating func takeLabels(_ path: String, _ pack: Pack, _ name: String?) throws {
        let file = try LabelFile(path: path, recordedAt: .min)
        if let flaw = file.flaws.first {
            throw Fault(.invalid, "\(path): \(flaw.sentence)", fix: "Mend the file.")
        }
        var others: Set<String> = []
        for label in file.labels {
            guard name == nil || label.name == name else {
                others.insert(label.name)
                continue
            }
            try book.take(label, schema: pack.schema)
        }
        if book.isEmpty, !others.isEmpty {
            throw Fault(
                .invalid, "\(path) has no label called \(name ?? "").",
                fix: "There are: \(others.sorted().joined(separator: ", ")); choose with --label.")
        }
    }
}
