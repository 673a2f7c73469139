import Vocabulary

/// Where a database lives, read from the URL that people write.
enum SQLiteLocation: Equatable {
    case file(String)
    case memory

    /// Understands `sqlite:PATH`, `sqlite:///PATH` and `sqlite::memory:`.
    ///
    /// - Throws: ``Fault`` `unsupported` for any other scheme, `invalid` for an empty path.
    init(url: String) throws {
        let scheme = "sqlite:"
        guard url.hasPrefix(scheme) else {
            throw Fault(
                .unsupported, "There is no store for \(SQLiteLocation.shown(url)).",
                fix: "Write sqlite:PATH, such as sqlite:assay.db, or sqlite::memory:.")
        }
        var path = url.dropFirst(scheme.count)
        if path.hasPrefix("//") { path = path.dropFirst(2) }
        try self.init(path: String(path))
    }

    /// A path, or `:memory:`.
    init(path: String) throws {
        guard !path.isEmpty else {
            throw Fault(
                .invalid, "The store's path is empty.",
                fix: "Name a file, such as sqlite:assay.db.")
        }
        self = path == ":memory:" ? .memory : .file(path)
    }

    /// As messages name it.
    var name: String {
        switch self {
        case .file(let path): path
        case .memory: ":memory:"
        }
    }

    /// The scheme alone: what follows may hold a password.
    private static func shown(_ url: String) -> String {
        guard let colon = url.firstIndex(of: ":") else { return "`\(url.prefix(80))`" }
        return "`\(url[..<colon].prefix(80)):…`"
    }
}
