import Toolbox
import Vocabulary

/// Lines of `key=values`, as LightGBM writes them, read in their order.
struct KeyedLines {
    let path: String
    private let bytes: [UInt8]
    private var at = 0
    /// The line that was read last, from one.
    private(set) var line = 0

    init(_ bytes: [UInt8], path: String) { (self.bytes, self.path) = (bytes, path) }

    /// What stands behind a key.
    struct Entry {
        var key: String
        var value: ArraySlice<UInt8>
        var line: Int
    }

    func fault(_ line: Int, _ message: String, _ code: Fault.Code = .invalid) -> Fault {
        Fault(code, "\(path):\(line): \(message)")
    }

    /// The next line that is not empty; nil behind the last. A line without `=` has an empty value.
    mutating func next() -> Entry? {
        while at < bytes.count {
            let end = bytes[at...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
            var text = bytes[at..<end]
            at = end + 1
            line += 1
            if text.last == UInt8(ascii: "\r") { text.removeLast() }
            guard !text.isEmpty else { continue }
            let split = text.firstIndex(of: UInt8(ascii: "=")) ?? text.endIndex
            return Entry(
                key: String(decoding: text[..<split].prefix(64), as: UTF8.self),
                value: text[min(split + 1, text.endIndex)...], line: line)
        }
        return nil
    }

    /// The words of an entry, at most `limit`.
    func words(_ entry: Entry, limit: Int) throws(Fault) -> [ArraySlice<UInt8>] {
        var words: [ArraySlice<UInt8>] = []
        var rest = entry.value
        while true {
            rest = rest.drop { $0 == UInt8(ascii: " ") }
            if rest.isEmpty { return words }
            guard words.count < limit else {
                throw fault(entry.line, "\(entry.key) has more than \(limit) values.")
            }
            let end = rest.firstIndex(of: UInt8(ascii: " ")) ?? rest.endIndex
            words.append(rest[..<end])
            rest = rest[end...]
        }
    }

    /// As many finite numbers as there must be, or ∞ too.
    func numbers(
        _ entry: Entry, _ count: Int, allowsInfinity: Bool = false
    ) throws(Fault) -> [Double] {
        var numbers: [Double] = []
        for word in try words(entry, limit: count) {
            guard let number = word.withUnsafeBufferPointer({ DecimalText.double($0) }),
                number.isFinite || (allowsInfinity && number == .infinity)
            else { throw fault(entry.line, "\(entry.key)[\(numbers.count)] is no number.") }
            numbers.append(number)
        }
        guard numbers.count == count else {
            throw fault(
                entry.line, "\(entry.key) has \(numbers.count) values where \(count) are needed.")
        }
        return numbers
    }

    /// As many whole numbers as there must be.
    func ints(_ entry: Entry, _ count: Int, in range: ClosedRange<Int>) throws(Fault) -> [Int] {
        var ints: [Int] = []
        for word in try words(entry, limit: count) {
            guard let number = word.withUnsafeBufferPointer({ DecimalText.int($0) }),
                let int = Int(exactly: number), range.contains(int)
            else {
                throw fault(
                    entry.line,
                    "\(entry.key)[\(ints.count)] is not in "
                        + "\(range.lowerBound) ... \(range.upperBound).")
            }
            ints.append(int)
        }
        guard ints.count == count else {
            throw fault(
                entry.line, "\(entry.key) has \(ints.count) values where \(count) are needed.")
        }
        return ints
    }

    func int(_ entry: Entry, in range: ClosedRange<Int>) throws(Fault) -> Int {
        try ints(entry, 1, in: range)[0]
    }

    func text(_ entry: Entry) -> String { String(decoding: entry.value, as: UTF8.self) }
}
