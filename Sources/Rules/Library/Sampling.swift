import CEL
import Toolbox

/// Dividing things into equal parts, the same way each time.
enum Sampling {
    static let functions = [bucket]

    /// `bucket(id, salt, n)`: which of `n` equal parts an id falls into, from 0 to n − 1.
    ///
    /// With h(x) = ``Toolbox/Hash64`` of the UTF-8 of x with seed 0 (an int is its decimal text),
    /// the part is ⌊combine(h(salt), h(id)) · n / 2⁶⁴⌋. It depends on nothing else: the same on
    /// every machine, run and version, and a test holds it to published values. Parts of different
    /// salts are independent. It spreads; it does not hide: it is no cryptographic hash.
    ///
    /// ```cel
    /// bucket("account-17", "holdout-2026", 100) < 100
    /// ```
    private static let bucket = LibraryFunction(
        "bucket",
        "Which of n equal parts an id falls into, from 0 to n - 1; each salt divides anew.",
        examples: [
            #"bucket("account-17", "holdout-2026", 100) < 100"#,
            #"bucket(17, "holdout", 1000) == bucket("17", "holdout", 1000)"#,
            #"bucket("anyone", "anything", 1) == 0"#,
        ],
        .pure(
            "bucket_string", [.string, .string, .int], .int, cost: 30, literalCheck: problem
        ) { a, _ in part(hash(a[0]), a[1], a[2].asInt) }.yielding { parts($0) },
        .pure(
            "bucket_int", [.int, .string, .int], .int, cost: 30, literalCheck: problem
        ) { a, _ in part(Hash64.of(String(a[0].asInt)), a[1], a[2].asInt) }.yielding { parts($0) })

    /// From 0 to n − 1.
    private static func parts(_ literals: [Literal?]) -> ClosedRange<Double> {
        guard case .int(let parts) = literals[2], parts > 0 else { return 0...Double.infinity }
        return 0...Double(parts - 1)
    }

    private static func part(_ id: UInt64, _ salt: Value, _ parts: Int64) -> Value {
        guard parts > 0 else {
            return .error(.invalidArgument, "bucket divides into at least one part")
        }
        let hash = Hash64.combine(hash(salt), id)
        return .int(Int64(hash.multipliedFullWidth(by: UInt64(parts)).high))
    }

    /// The empty text has one hash, wherever it lies.
    private static func hash(_ text: Value) -> UInt64 {
        let bytes = text.asBytes
        return Hash64.of(bytes.isEmpty ? UnsafeBufferPointer(start: nil, count: 0) : bytes)
    }

    @Sendable
    private static func problem(_ literals: [Literal?]) -> String? {
        guard case .int(let parts) = literals[2], parts <= 0 else { return nil }
        return "bucket divides into at least one part, found \(parts)"
    }
}
