/// Makes new expressions out of old ones: by token, by bracketed part and, now and then, by byte.
///
/// A seed gives the same inputs on every machine.
struct Mutator {
    /// Longer inputs are cut, so that the fuzzer makes many rather than long ones.
    static let bytesMax = 1_500
    /// Inputs kept because they did something new, beyond the seeds; later ones replace earlier.
    private static let keptMax = 2_000
    /// Longer ones are not kept.
    private static let keptTokensMax = 200

    private typealias Tokens = [[UInt8]]

    private var state: UInt64
    private let seedCount: Int
    private var pool: [Tokens]
    private var latest: Tokens = []

    init(corpus: [String], seed: UInt64) {
        state = seed
        pool = (corpus.isEmpty ? ["1"] : corpus).map { Self.tokens(of: Array($0.utf8)) }
        seedCount = pool.count
    }

    /// The next input.
    mutating func next() -> [UInt8] {
        var tokens = pick()
        for _ in 0..<(1 + below(4)) {
            change(&tokens)
            if tokens.isEmpty { tokens = pick() }
        }
        latest = tokens
        var bytes = Array(tokens.joined())
        if below(16) == 0, !bytes.isEmpty {
            bytes[below(bytes.count)] = UInt8(truncatingIfNeeded: draw())
        }
        return Array(bytes.prefix(Self.bytesMax))
    }

    /// Keeps the latest input to make others from, as it did something new.
    mutating func keepLatest() {
        if latest.count > Self.keptTokensMax { return }
        if pool.count < seedCount + Self.keptMax {
            pool.append(latest)
        } else {
            pool[seedCount + below(Self.keptMax)] = latest
        }
    }

    // MARK: Chance

    private mutating func draw() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var bits = state
        bits = (bits ^ (bits >> 30)) &* 0xbf58_476d_1ce4_e5b9
        bits = (bits ^ (bits >> 27)) &* 0x94d0_49bb_1331_11eb
        return bits ^ (bits >> 31)
    }

    private mutating func below(_ bound: Int) -> Int { Int(draw() >> 1) % bound }

    private mutating func pick() -> Tokens { pool[below(pool.count)] }

    private mutating func word(_ words: [String]) -> [UInt8] {
        Array(words[below(words.count)].utf8)
    }

    // MARK: Changes

    private mutating func change(_ tokens: inout Tokens) {
        let place = below(max(tokens.count, 1))
        switch below(10) {
        case 0:
            let other = pick()
            let start = below(max(other.count, 1))
            let length = 1 + below(8)
            tokens.insert(contentsOf: other.dropFirst(start).prefix(length), at: place)
        case 1: tokens.removeSubrange(part(of: tokens))
        case 2, 3:
            let other = pick()
            tokens.replaceSubrange(part(of: tokens), with: other[part(of: other)])
        case 4 where !tokens.isEmpty: tokens[place] = word(Self.leaves)
        case 5: tokens = wrapped(tokens)
        case 6:
            let copied = tokens[part(of: tokens)]
            tokens.insert(contentsOf: copied, at: place)
        case 7:
            tokens.append(word(Self.operators))
            tokens += pick()
        case 8 where !tokens.isEmpty: tokens[place] = word(Self.operators)
        default:
            let range = part(of: tokens)
            tokens.replaceSubrange(range, with: wrapped(Array(tokens[range])))
        }
    }

    /// A token, or a bracket with all it holds.
    private mutating func part(of tokens: Tokens) -> Range<Int> {
        if tokens.isEmpty { return 0..<0 }
        let start = below(tokens.count)
        guard let first = tokens[start].first, Self.openers.contains(first) else {
            return start..<(start + 1)
        }
        var depth = 0
        for index in start..<tokens.count {
            guard let byte = tokens[index].first else { continue }
            if Self.openers.contains(byte) { depth += 1 }
            if Self.closers.contains(byte) { depth -= 1 }
            if depth == 0 { return start..<(index + 1) }
        }
        return start..<tokens.count
    }

    private mutating func wrapped(_ tokens: Tokens) -> Tokens {
        let (before, after) = Self.wrappers[below(Self.wrappers.count)]
        return Self.tokens(of: Array(before.utf8)) + tokens + Self.tokens(of: Array(after.utf8))
    }

    /// Words, quoted text and single characters; joined they are the text again.
    private static func tokens(of text: [UInt8]) -> Tokens {
        var tokens: Tokens = []
        var index = 0
        while index < text.count {
            var end = index + 1
            if isLetter(text[index]) || isDigit(text[index]) {
                while end < text.count, isLetter(text[end]) || isDigit(text[end]) { end += 1 }
            } else if isQuote(text[index]) {
                while end < text.count, text[end] != text[index] {
                    end += text[end] == UInt8(ascii: "\\") ? 2 : 1
                }
                end = min(end + 1, text.count)
            }
            tokens.append(Array(text[index..<end]))
            index = end
        }
        return tokens
    }

    private static let openers = Set("([{".utf8)
    private static let closers = Set(")]}".utf8)
    private static let operators = [
        "+", "-", "*", "/", "%", "==", "!=", "<", "<=", ">", ">=", "&&", "||", " in ", "?", ":",
        ".", ",", "!", ".?", "[?", "{?",
    ]
    private static let leaves = [
        "x", "m", "u", "raw", "maybe", "ip", "event.amount", "event.tags", "event.asn",
        "event.at", "event.wait", "event.name", "[]", "{}", "null", "true", "false", "0", "1",
        "-1", "2u", "0.5", "1e308", "9223372036854775807", "-9223372036854775808",
        "18446744073709551615u", "'a'", "'é😀'", "b'\\xff'", "'UTC'", "'1h'", "'(a+)+$'",
        "duration('1s')", "timestamp('9999-12-31T23:59:59Z')", "lists.range(1000)",
        "optional.none()", "int", "dyn", "y", "64", "-64",
    ]
    private static let wrappers = [
        ("(", ")"), ("[", "]"), ("{1:", "}"), ("[", "].map(y,y)"), ("size(", ")"), ("dyn(", ")"),
        ("string(", ")"), ("int(", ")"), ("double(", ")"), ("type(", ")"), ("!(", ")"),
        ("-(", ")"), ("cel.bind(y,", ",y)"), ("cel.bind(y,", ",[y,y])"), ("optional.of(", ")"),
        ("[0,1].exists(y,", ")"), ("x.all(y,", ")"), ("lists.range(20).map(y,", ")"), ("(", ")[0]"),
        ("(", ").matches('a')"), ("'%s'.format([", "])"), ("true?", ":x"), ("x.orValue(", ")"),
        ("event.tags.filter(y,", ")"), ("has(", ".a)"), ("uint(", ")"), ("bytes(", ")"),
    ]
}
