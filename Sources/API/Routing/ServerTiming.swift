import HTTPTypes
import Hummingbird

/// How long an answer took to make, as browsers and measurements read it.
enum ServerTiming {
    /// Adds `Server-Timing: app;dur=12.345`, milliseconds.
    static func mark(_ response: inout Response, _ duration: Duration) {
        guard let name = HTTPField.Name("Server-Timing") else { return }
        let (seconds, attoseconds) = duration.components
        let microseconds = seconds * 1_000_000 + attoseconds / 1_000_000_000_000
        let digits = String(microseconds % 1000 + 1000).dropFirst()
        response.headers[name] = "app;dur=\(microseconds / 1000).\(digits)"
    }
}
