import CRegex

/// A compiled pattern of the RE2 class: matching is linear in the text.
///
/// Sendable because RE2 may be matched from many threads and nothing else here changes.
package final class Regex: @unchecked Sendable {
    private let pattern: OpaquePointer

    private init(pattern: OpaquePointer) { self.pattern = pattern }

    deinit { cregex_free(pattern) }

    /// Why there is no pattern.
    package enum Failure: Error {
        /// Why the pattern was refused.
        case invalid(String)
    }

    static func compile(_ text: Value, limits: Limits) -> Result<Regex, Failure> {
        guard text.count <= limits.regexPatternBytesMax else {
            return .failure(
                .invalid(
                    "the pattern has \(text.count) bytes; regexPatternBytesMax is "
                        + "\(limits.regexPatternBytesMax)"))
        }
        var message = [CChar](repeating: 0, count: 200)
        let compiled = text.address.withMemoryRebound(to: CChar.self, capacity: text.count) {
            cregex_compile(
                $0, text.count, Int64(limits.regexProgramMemoryMax), &message, message.count)
        }
        if let compiled { return .success(Regex(pattern: compiled)) }
        let why = message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        let text = String(decoding: why, as: UTF8.self)
        guard text.contains("too large") else { return .failure(.invalid(text)) }
        return .failure(
            .invalid("\(text); regexProgramMemoryMax is \(limits.regexProgramMemoryMax) bytes"))
    }

    /// A pattern of a host's own, such as those of a list, within the same limits.
    package static func compile(_ pattern: String, limits: Limits) -> Result<Regex, Failure> {
        var pattern = pattern
        return pattern.withUTF8 { compile(Value.string($0), limits: limits) }
    }

    /// Whether the pattern occurs anywhere in the text.
    @inline(__always)
    package func matches(_ text: Value) -> Bool { Self.matches(pattern, text) }

    @inline(__always)
    static func matches(_ pattern: OpaquePointer, _ text: Value) -> Bool {
        text.address.withMemoryRebound(to: CChar.self, capacity: text.count) {
            cregex_matches(pattern, $0, text.count) == 1
        }
    }

    /// The address of the compiled pattern, valid while this object is.
    var handle: OpaquePointer { pattern }
}

/// The last few patterns that were computed rather than written.
final class RegexCache {
    /// Beyond this many the cache starts anew.
    private static let patternsMax = 64
    /// What matching a computed pattern costs, as it may have to be compiled; the same whether it
    /// has or not, so that a result does not depend on what was evaluated before.
    static let stepsPerMatch = 500
    private var compiled: [String: Regex] = [:]

    func matches(_ text: Value, _ pattern: Value, limits: Limits) -> Value {
        guard pattern.count <= limits.regexPatternBytesMax else {
            return .error(.limit, "regexPatternBytesMax")
        }
        let key = pattern.text
        if let known = compiled[key] { return .bool(known.matches(text)) }
        switch Regex.compile(pattern, limits: limits) {
        case .failure: return .error(.invalidArgument, "this regular expression is not valid")
        case .success(let regex):
            if compiled.count >= Self.patternsMax { compiled.removeAll() }
            compiled[key] = regex
            return .bool(regex.matches(text))
        }
    }
}
