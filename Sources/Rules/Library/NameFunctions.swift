import CEL

/// Names of people, whatever script they are written in.
enum NameFunctions {
    static let functions = [similarity, match, plain]

    /// `names.similarity(a, b)`: how alike two names of people are, from 0 to 1.
    ///
    /// Romanised (Latin, Cyrillic, Greek, Hebrew, Arabic, Georgian, Armenian, kana, Hangul, the
    /// commonest Han), in whatever order, without titles and accents; particles, patronymics and
    /// middle names may be left out; initials and common short forms stand for names. See
    /// ``NameMatching`` for the method. An error for a letter no table knows, more than 256 bytes
    /// or more than 8 words: then nobody can say, and a rule is undecided.
    ///
    /// ```cel
    /// names.similarity("Müller, Jürgen", "Juergen Mueller") == 1.0
    /// ```
    private static let similarity = LibraryFunction(
        "names.similarity",
        "How alike two names of people are, from 0.0 to 1.0, whatever script, order and accents.",
        examples: [
            #"names.similarity("Сергей Иванов", "Sergey Ivanov") == 1.0"#,
            #"names.similarity("Mueller, Juergen", "Jürgen Müller") == 1.0"#,
            #"names.similarity("Mario Rossi", "Maria Rossi") < 0.7"#,
        ],
        .pure("names_similarity", [.string, .string], .double, cost: 400) { a, scratch in
            guard affords(a, scratch) else { return .stepLimit }
            return NameMatching.similarity(a[0].asBytes, a[1].asBytes).map { .double($0) }
                ?? unreadable
        }.growing(.product).yielding(0...1))

    /// `names.match(a, b)`: whether two names may be those of one person; the same as
    /// `names.similarity(a, b) >= 0.88`.
    ///
    /// ```cel
    /// names.match("Bill Gates", "GATES William H.")
    /// ```
    private static let match = LibraryFunction(
        "names.match", "Whether two names may be those of one person.",
        examples: [
            #"names.match("Χρήστος Παπαδόπουλος", "Christos Papadopoulos")"#,
            #"names.match("김민준", "Kim Min-jun")"#,
            #"!names.match("Anna Kowalska", "Ewa Kowalska")"#,
        ],
        .pure("names_match", [.string, .string], .bool, cost: 400) { a, scratch in
            guard affords(a, scratch) else { return .stepLimit }
            return NameMatching.similarity(a[0].asBytes, a[1].asBytes)
                .map { .bool($0 >= NameMatching.threshold) } ?? unreadable
        }.growing(.product))

    /// `names.plain(s)`: a name in plain small Latin letters, one space between words.
    ///
    /// ```cel
    /// names.plain("ЩЕРБАКОВ, Юрий") == "shcherbakov yuriy"
    /// ```
    private static let plain = LibraryFunction(
        "names.plain", "A name in plain small Latin letters, with one space between words.",
        examples: [
            #"names.plain("ЩЕРБАКОВ, Юрий") == "shcherbakov yuriy""#,
            #"names.plain("Ørsted") == "orsted""#,
        ],
        .pure("names_plain", [.string], .string, cost: 100) { a, scratch in
            guard scratch.affords(operations: a[0].asBytes.count * 4) else { return .stepLimit }
            return NameReading.read(a[0].asBytes) { scratch.arena.bytes($0.plain) } ?? unreadable
        }.growing(.linear, result: .scaled(4)))

    private static func affords(_ a: UnsafeBufferPointer<Value>, _ scratch: Scratch) -> Bool {
        scratch.affords(operations: a[0].asBytes.count * a[1].asBytes.count / 2)
    }

    private static var unreadable: Value {
        .error(
            .invalidArgument,
            "a name has a letter that no table romanises, or more than 256 bytes or 8 words")
    }
}
