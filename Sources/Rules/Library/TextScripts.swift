import CEL

/// Which letters a text is written in.
enum TextScripts {
    static let functions = [script, share, fits]

    /// The scripts that are told apart, in the order of ``blocks``' second column.
    private static let names: [StaticString] = [
        "Latin", "Greek", "Cyrillic", "Armenian", "Hebrew", "Arabic", "Devanagari", "Bengali",
        "Gurmukhi", "Gujarati", "Tamil", "Telugu", "Kannada", "Malayalam", "Sinhala", "Thai",
        "Lao", "Tibetan", "Myanmar", "Georgian", "Hangul", "Ethiopic", "Khmer", "Kana", "Han",
    ]

    /// First and last code point of a block of letters, and the number of its script, in order
    /// (Unicode Standard, Blocks.txt). Other letters are of no script.
    private static let blocks: [(first: UInt32, last: UInt32, script: Int)] = [
        (0x41, 0x5A, 0), (0x61, 0x7A, 0), (0xC0, 0xD6, 0), (0xD8, 0xF6, 0), (0xF8, 0x24F, 0),
        (0x370, 0x3FF, 1), (0x400, 0x52F, 2), (0x531, 0x587, 3), (0x5D0, 0x5EA, 4),
        (0x620, 0x64A, 5), (0x66E, 0x6D3, 5), (0x750, 0x77F, 5), (0x904, 0x939, 6),
        (0x985, 0x9B9, 7), (0xA05, 0xA39, 8), (0xA85, 0xAB9, 9), (0xB85, 0xBB9, 10),
        (0xC05, 0xC39, 11), (0xC85, 0xCB9, 12), (0xD05, 0xD39, 13), (0xD85, 0xDC6, 14),
        (0xE01, 0xE30, 15), (0xE81, 0xEB0, 16), (0xF40, 0xF6C, 17), (0x1000, 0x1021, 18),
        (0x10A0, 0x10FF, 19), (0x1100, 0x11FF, 20), (0x1200, 0x137F, 21), (0x1780, 0x17B3, 22),
        (0x1E00, 0x1EFF, 0), (0x1F00, 0x1FFF, 1), (0x3041, 0x30FF, 23), (0x3400, 0x4DBF, 24),
        (0x4E00, 0x9FFF, 24), (0xAC00, 0xD7A3, 20), (0xFB50, 0xFDFF, 5), (0xFE70, 0xFEFC, 5),
        (0xFF21, 0xFF5A, 0),
    ]

    /// `text.script(s)`: the script that most letters of a text are of; "" for none.
    ///
    /// ```cel
    /// text.script("Привет, world!!") == "Cyrillic"
    /// ```
    private static let script = LibraryFunction(
        "text.script",
        "The script that most letters of a text are of, such as Latin or Cyrillic; \"\" for none.",
        examples: [
            #"text.script("Добрый день") == "Cyrillic""#, #"text.script("42 !") == """#,
            #"text.script("안녕하세요") == "Hangul""#,
        ],
        .pure("text_script", [.string], .string, cost: 60) { a, scratch in
            guard scratch.affords(operations: a[0].asBytes.count * 8) else { return .stepLimit }
            return counted(a[0]) { counts, total in
                guard total > 0 else { return nothing(scratch) }
                var most = 0
                for number in names.indices where counts[number] > counts[most] { most = number }
                return names[most].withUTF8Buffer { scratch.arena.bytes($0) }
            }
        }.growing(.linear, result: .fixed(16)))

    /// `text.scriptShare(s, script)`: the share of a text's letters that are of a script; no
    /// value where it has no letters.
    ///
    /// ```cel
    /// text.scriptShare("abвг", "Cyrillic") == 0.5
    /// ```
    private static let share = LibraryFunction(
        "text.scriptShare",
        "The share of a text's letters that are of a script; no value where it has no letters.",
        examples: [
            #"text.scriptShare("abвг", "Cyrillic") == 0.5"#,
            #"text.scriptShare("paypal", "Latin") == 1.0"#,
        ],
        .pure(
            "text_script_share", [.string, .string], .double, cost: 60,
            literalCheck: { literals in
                guard let name = literals[1]?.text, number(of: name) == nil else { return nil }
                return "no script `\(name)`; there are "
                    + names.map(\.description).joined(separator: ", ")
            }
        ) { a, scratch in
            guard scratch.affords(operations: a[0].asBytes.count * 8) else { return .stepLimit }
            guard let script = number(of: a[1].asBytes) else {
                return .error(.invalidArgument, "there is no such script")
            }
            return counted(a[0]) { counts, total in
                guard total > 0 else { return .error(.invalidArgument, "there are no letters") }
                return .double(Double(counts[script]) / Double(total))
            }
        }.growing(.linear).yielding(0...1))

    /// `text.fits(s, language)`: whether half of the letters of a text, or more, are of a script
    /// that a language is written in; ISO 639-1, a region behind it is passed over. True for a
    /// text without letters; no value for a language that is not in the table.
    ///
    /// ```cel
    /// text.fits("Добрый день", "uk-UA") && !text.fits("Добрый день", "pt")
    /// ```
    private static let fits = LibraryFunction(
        "text.fits",
        "Whether most letters of a text are of a script that the language is written in.",
        examples: [
            #"text.fits("Guten Tag", "de-AT")"#, #"!text.fits("Добрый день", "pt")"#,
            #"text.fits("ありがとう 東京", "ja")"#,
        ],
        .pure("text_fits", [.string, .string], .bool, cost: 70) { a, scratch in
            guard scratch.affords(operations: a[0].asBytes.count * 8) else { return .stepLimit }
            guard let scripts = Languages.scripts(of: a[1].asBytes) else {
                return .error(.invalidArgument, "no table says how the language is written")
            }
            return counted(a[0]) { counts, total in
                var fitting = 0
                for script in names.indices where scripts & 1 << UInt32(script) != 0 {
                    fitting += counts[script]
                }
                return .bool(2 * fitting >= total)
            }
        }.growing(.linear))

    private static func nothing(_ scratch: Scratch) -> Value {
        ("" as StaticString).withUTF8Buffer { scratch.arena.bytes($0) }
    }

    static func number(of name: String) -> Int? { names.firstIndex { $0.description == name } }

    private static func number(of name: UnsafeBufferPointer<UInt8>) -> Int? {
        names.firstIndex { script in script.withUTF8Buffer { $0.elementsEqual(name) } }
    }

    /// Letters by script, and all of them. O(letters · log blocks).
    private static func counted(
        _ text: Value, _ body: (UnsafeMutableBufferPointer<Int>, Int) -> Value
    ) -> Value {
        withUnsafeTemporaryAllocation(of: Int.self, capacity: names.count) { counts in
            counts.initialize(repeating: 0)
            var total = 0
            text.withCodePoints { points in
                for point in points {
                    guard let script = script(of: point) else { continue }
                    counts[script] += 1
                    total += 1
                }
            }
            return body(counts, total)
        }
    }

    private static func script(of point: UInt32) -> Int? {
        var low = 0
        var high = blocks.count
        while low < high {
            let middle = (low + high) / 2
            if blocks[middle].last < point { low = middle + 1 } else { high = middle }
        }
        return low < blocks.count && blocks[low].first <= point ? blocks[low].script : nil
    }
}

/// The scripts that languages are written in, by ISO 639-1 (Unicode CLDR, languageData).
enum Languages {
    private static let table: [UInt16: UInt32] = {
        var table: [UInt16: UInt32] = [:]
        for line in written.description.split(separator: "\n") {
            let sides = line.split(separator: "=")
            var scripts: UInt32 = 0
            for name in sides[0].split(separator: "+") {
                if let number = TextScripts.number(of: String(name)) { scripts |= 1 << number }
            }
            for code in sides[1].split(separator: " ") {
                let bytes = Array(code.utf8)
                table[UInt16(bytes[0]) << 8 | UInt16(bytes[1])] = scripts
            }
        }
        return table
    }()

    /// A bit for each script of ``TextScripts``; nil for a language that is not known.
    static func scripts(of code: UnsafeBufferPointer<UInt8>) -> UInt32? {
        guard code.count == 2 || code.count > 2 && (code[2] == 0x2D || code[2] == 0x5F) else {
            return nil
        }
        return table[UInt16(loweredASCII(code[0])) << 8 | UInt16(loweredASCII(code[1]))]
    }

    private static let written: StaticString = """
        Latin=en de fr es pt it nl sv no nb nn da fi is et lv lt pl cs sk sl hr hu ro tr id ms vi
        Latin=tl sq mt ga cy eu ca gl lb af sw so ha yo ig zu xh rw eo la ht
        Cyrillic=ru uk be bg mk ky tg mn
        Cyrillic+Latin=sr bs kk uz az tk
        Greek=el
        Armenian=hy
        Hebrew=he yi
        Arabic=ar fa ur ps sd ug
        Arabic+Latin=ku
        Devanagari=hi ne mr sa
        Bengali=bn as
        Gurmukhi+Arabic=pa
        Gujarati=gu
        Tamil=ta
        Telugu=te
        Kannada=kn
        Malayalam=ml
        Sinhala=si
        Thai=th
        Lao=lo
        Tibetan=bo
        Myanmar=my
        Georgian=ka
        Hangul+Han=ko
        Ethiopic=am ti
        Khmer=km
        Kana+Han=ja
        Han=zh
        """
}
