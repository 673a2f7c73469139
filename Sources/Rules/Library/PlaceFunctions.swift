import CEL

/// What a country's clocks show.
enum PlaceFunctions {
    static let functions = [hasOffset]

    /// `place.hasOffset(country, minutes)`: whether clocks in a country are ever set so many
    /// minutes ahead of UTC, in winter or in summer.
    ///
    /// The IANA time zone database as of the table's date; ISO 3166-1 alpha-2. No value for a
    /// country that is not in it. A browser's `getTimezoneOffset()` has the opposite sign.
    ///
    /// ```cel
    /// place.hasOffset("NO", 60) && place.hasOffset("NO", 120) && !place.hasOffset("NO", 330)
    /// ```
    private static let hasOffset = LibraryFunction(
        "place.hasOffset",
        "Whether clocks in a country are ever so many minutes ahead of UTC.",
        examples: [
            #"place.hasOffset("IN", 330)"#, #"place.hasOffset("US", -420)"#,
            #"!place.hasOffset("BR", 180)"#,
        ],
        .pure(
            "place_has_offset", [.string, .int], .bool, cost: 20,
            literalCheck: { literals in
                guard let code = literals[0]?.text else { return nil }
                return Array(code.utf8).withUnsafeBufferPointer { offsets(of: $0) } == nil
                    ? "no country `\(code)`; countries are ISO 3166-1 alpha-2, such as NO" : nil
            }
        ) { a, _ in
            guard let offsets = offsets(of: a[0].asBytes) else {
                return .error(.invalidArgument, "a country is ISO 3166-1 alpha-2, such as NO")
            }
            return .bool(offsets.contains { Int64($0) == a[1].asInt })
        })

    private static let table: [UInt16: [Int16]] = {
        var table: [UInt16: [Int16]] = [:]
        let text = OffsetTable.text.description.filter { $0 != "\n" }
        for entry in text.split(separator: ";") {
            let sides = entry.split(separator: "=")
            let code = Array(sides[0].utf8)
            table[UInt16(code[0]) << 8 | UInt16(code[1])] = sides[1].split(separator: ",")
                .compactMap { Int16($0) }
        }
        return table
    }()

    /// Minutes ahead of UTC; nil for what is no country.
    private static func offsets(of code: UnsafeBufferPointer<UInt8>) -> [Int16]? {
        guard code.count == 2 else { return nil }
        return table[UInt16(code[0] & 0xDF) << 8 | UInt16(code[1] & 0xDF)]
    }
}
