import API
import CEL
import Packs
import Rules
import Vocabulary

/// What `lists.mustache` shows.
struct ListsPage {
    struct Line {
        let name: String
        let path: String
        let description: String
        let kind: String
        let version: Int
        let entries: String
        let over: String?
        let uses: [ListUses.Use]
        let addPath: String?
        /// Whether it has what was sought.
        let has: Bool
    }

    let lists: [Line]
    let sought: String?
    let found: [Line]
    let adding: [String]

    /// Entries that are carried here from another page.
    private static let addMax = 100

    init(pack: Pack, sought: String, add: String, caller: Caller, now: Int64) throws {
        let uses = ListUses(pack)
        let written = try WrittenList.all(of: pack.files)
        adding = add.split(whereSeparator: \.isNewline).prefix(ListsPage.addMax).map(String.init)
        let query =
            adding.isEmpty ? "" : "?add=\(Query.escaped(adding.joined(separator: "\n")))"
        lists = written.map { list in
            let over = list.entries.count { WrittenList.isOver($0, at: now) }
            return Line(
                name: list.name, path: "/lists/\(Query.escaped(list.name))",
                description: list.description, kind: ListsPage.words(list.kind),
                version: list.version,
                entries: Counted.grouped(list.entries.count),
                over: over == 0 ? nil : Counted.grouped(over), uses: uses[list.name],
                addPath: query.isEmpty ? nil : "/lists/\(Query.escaped(list.name))\(query)",
                has: !sought.isEmpty
                    && (pack.lists[list.name].map { ListsPage.has(sought, $0, now) } ?? false))
        }
        self.sought = sought.isEmpty ? nil : sought
        found = lists.filter(\.has)
    }

    /// What a list is of.
    static func words(_ kind: NamedList.Kind) -> String {
        switch kind {
        case .string: "texts"
        case .int: "whole numbers"
        case .cidr: "networks"
        case .domain: "domains"
        case .regex: "patterns"
        }
    }

    /// Whether a list takes in what somebody wrote, now.
    static func has(_ text: String, _ list: NamedList, _ now: Int64) -> Bool {
        let arena = Arena(blockBytes: 4096)
        let value =
            list.kind == .int
            ? Int64(text).map(Value.int) ?? .absent : arena.string(text)
        return list.contains(value, at: now).isTrue
    }
}

/// What `list.mustache` shows.
struct ListPage {
    struct Entry {
        let text: String
        let expires: String?
        let isOver: Bool
        let note: String?
        let path: String?
    }

    /// Entries of a page.
    private static let entriesShown = 200

    let name: String
    let path: String
    let description: String
    let kind: String
    let version: Int
    let count: String
    let file: String?
    let uses: [ListUses.Use]
    let entries: [Entry]
    let sought: String
    let pager: Pager?
    let add: String
    let mayWrite: Bool
    let isHiding: Bool
    let token: String

    init(
        _ list: WrittenList, pack: Pack, caller: Caller, now: Int64, sought: String, add: String,
        from: Int
    ) {
        let masking = Masking(for: caller)
        // Networks are nobody's name; addresses and texts may be.
        let isHidden = [.string, .cidr].contains(list.kind)
        isHiding = isHidden && masking.isHiding
        name = list.name
        path = "/lists/\(Query.escaped(list.name))"
        description = list.description
        kind = ListsPage.words(list.kind)
        version = list.version
        count = Counted.words(list.entries.count, "entry", "entries")
        file = list.file
        uses = ListUses(pack)[list.name]
        let isWhole = isHiding
        let found = list.entries.filter { entry in
            if sought.isEmpty { return true }
            // A part of a hidden entry would tell it letter by letter.
            if isWhole { return entry.text == sought }
            return entry.text.contains(sought) || (entry.note ?? "").contains(sought)
        }
        let start = max(0, min(from, found.count))
        let hiding = isHiding
        entries = found[start...].prefix(ListPage.entriesShown).map { entry in
            Entry(
                text: isHidden ? masking.name(entry.text) : entry.text, expires: entry.expires,
                isOver: WrittenList.isOver(entry, at: now),
                note: entry.note.map { hiding ? masking.text($0) : $0 }, path: nil)
        }
        pager = ListPage.pager(path, from: start, of: found.count, sought)
        self.sought = sought
        self.add = add
        mayWrite = caller.may(.rulesWrite) && !hiding
        token = caller.formToken
    }
}

extension ListPage {
    private static func pager(
        _ path: String, from start: Int, of count: Int, _ sought: String
    ) -> Pager? {
        Pager(
            Address(path).with("q", sought), offset: start,
            shown: min(entriesShown, count - start), pageSize: entriesShown,
            more: start + entriesShown < count, offsetMax: .max, as: "from")
    }
}

/// What `list_draft.mustache` shows.
struct ListDraftPage {
    struct File {
        let path: String
        let text: String
        /// What its form sends: the draft anew.
        let action: String
        let add: String
        let remove: String
        let expires: String
        let note: String
        let token: String
    }

    let name: String
    let path: String
    let changes: [String]
    let report: String?
    let isSound: Bool
    let files: [File]

    init(_ list: WrittenList, draft: ListDraft, made: ListDraft.Made, caller: Caller) {
        name = list.name
        let path = "/lists/\(Query.escaped(list.name))"
        self.path = path
        changes = made.changes
        report = made.report.isEmpty ? nil : made.report
        isSound = made.report.isEmpty
        files = made.files.sorted { $0.key < $1.key }.map {
            File(
                path: $0.key, text: $0.value, action: path + "/file",
                add: draft.add.joined(separator: "\n"),
                remove: draft.remove.sorted().joined(separator: "\n"), expires: draft.expires,
                note: draft.note, token: caller.formToken)
        }
    }
}
