import Toolbox

/// Times as records and pages have them.
enum CivilTimes {
    @Sendable
    static func milliseconds(_ text: String) -> Int64? {
        CivilTime(rfc3339: text)?.milliseconds
    }

    /// The day, such as 2026-03-01.
    static func day(_ milliseconds: Int64) -> String {
        String(CivilTime(milliseconds: milliseconds).rfc3339.prefix(10))
    }
}
