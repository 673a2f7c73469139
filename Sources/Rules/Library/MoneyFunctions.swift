import CEL
import Toolbox

/// Amounts of money.
enum MoneyFunctions {
    static let functions = [minor]

    /// `money.minor(amount, currency)`: the amount in the currency's smallest unit, as ISO 4217
    /// has it: cents for EUR, yen for JPY, fils (a thousandth) for KWD.
    ///
    /// A double is rounded to the nearest unit, half of one away from zero. A text must have no
    /// more digits after its point than the currency, and is exact.
    ///
    /// ```cel
    /// money.minor(12.34, "EUR") == 1234
    /// ```
    private static let minor = LibraryFunction(
        "money.minor", "An amount in its currency's smallest unit, such as cents.",
        examples: [
            #"money.minor(12.34, "EUR") == 1234"#, #"money.minor(500, "JPY") == 500"#,
            #"money.minor("-1.5", "KWD") == -1500"#,
        ],
        .pure("money_minor_double", [.double, .string], .int, cost: 20, literalCheck: problem) {
            a, _ in
            guard let digits = Currencies.digits(a[1].text) else { return unknown }
            let units = (a[0].asDouble * Double(power(digits))).rounded()
            return Int64(exactly: units).map { .int($0) } ?? tooLarge
        },
        .pure("money_minor_int", [.int, .string], .int, cost: 20, literalCheck: problem) { a, _ in
            guard let digits = Currencies.digits(a[1].text) else { return unknown }
            let (units, overflow) = a[0].asInt.multipliedReportingOverflow(by: power(digits))
            return overflow ? tooLarge : .int(units)
        },
        .pure("money_minor_string", [.string, .string], .int, cost: 30, literalCheck: problem) {
            a, _ in
            guard let digits = Currencies.digits(a[1].text) else { return unknown }
            return exact(a[0].asBytes, digits: digits)
        })

    private static func power(_ digits: Int) -> Int64 {
        (0..<digits).reduce(1) { power, _ in power * 10 }
    }

    /// Reads `-12.30` as so many smallest units.
    private static func exact(_ text: UnsafeBufferPointer<UInt8>, digits: Int) -> Value {
        let isNegative = text.first == UInt8(ascii: "-")
        let parts = text.dropFirst(isNegative ? 1 : 0)
            .split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count),
            parts.allSatisfy({ !$0.isEmpty && $0.allSatisfy { (0x30...0x39).contains($0) } })
        else { return .error(.invalidArgument, "not an amount such as 12.30") }
        let decimals = parts.count == 2 ? Array(parts[1]) : []
        guard decimals.count <= digits else {
            return .error(.invalidArgument, "more decimals than the currency has")
        }
        var units: Int64 = 0
        let zeros = repeatElement(UInt8(ascii: "0"), count: digits - decimals.count)
        for digit in Array(parts[0]) + decimals + zeros {
            let (tens, overflow) = units.multipliedReportingOverflow(by: 10)
            let (sum, carry) = tens.addingReportingOverflow(Int64(digit - UInt8(ascii: "0")))
            if overflow || carry { return tooLarge }
            units = sum
        }
        return .int(isNegative ? -units : units)
    }

    @Sendable
    private static func problem(_ literals: [Literal?]) -> String? {
        guard let code = literals[1]?.text, Currencies.digits(code) == nil else { return nil }
        let close = EditDistance.suggestion(for: code, among: Currencies.codes.sorted())
        return "there is no currency '\(code)'" + (close.map { "; did you mean \($0)?" } ?? "")
    }

    private static var unknown: Value {
        .error(.invalidArgument, "not a currency of ISO 4217")
    }
    private static var tooLarge: Value { .error(.overflow, "the amount is too large") }
}

/// The currencies of ISO 4217 and the digits after the point of their amounts.
enum Currencies {
    /// Nil for what is no currency.
    static func digits(_ code: String) -> Int? { digitsByCode[code] }

    static var codes: some Sequence<String> & Collection<String> { digitsByCode.keys }

    private static let digitsByCode: [String: Int] = {
        let groups: [(digits: Int, codes: String)] = [
            (0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"),
            (3, "BHD IQD JOD KWD LYD OMR TND"), (4, "CLF UYW"),
            (
                2,
                """
                AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD \
                BTN BWP BYN BZD CAD CDF CHE CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP \
                ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR \
                JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU \
                MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR \
                RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS \
                TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XCD YER ZAR ZMW ZWG
                """
            ),
        ]
        var digits: [String: Int] = [:]
        for group in groups {
            for code in group.codes.split(separator: " ") { digits[String(code)] = group.digits }
        }
        return digits
    }()
}
