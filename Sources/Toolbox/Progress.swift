import Glibc

/// Shows how far long work has come: a bar on a terminal, plain lines when piped.
///
/// Writes to standard error, so that output stays clean.
package struct Progress {
    private let what: String
    private let clock: () -> Double
    private let started: Double
    private let isTerminal: Bool
    private var shown: Double
    private var hasShown = false

    /// Seconds between updates of a bar, and between lines when piped.
    private static let terminalSeconds = 0.1
    private static let pipedSeconds = 10.0

    /// - Parameters:
    ///   - what: the things counted, such as `events`.
    ///   - clock: seconds that only go forward.
    package init(
        _ what: String, isTerminal: Bool = isatty(2) == 1,
        clock: @escaping () -> Double = monotonicSeconds
    ) {
        self.what = what
        self.clock = clock
        self.isTerminal = isTerminal
        started = clock()
        shown = started
    }

    /// Tells how many are done and which share of the whole, 0...1, that is.
    package mutating func update(count: Int, share: Double) {
        let now = clock()
        let pause = isTerminal ? Progress.terminalSeconds : Progress.pipedSeconds
        guard now - shown >= pause else { return }
        shown = now
        hasShown = true
        write(line(count: count, share: share, seconds: now - started))
    }

    /// Clears the bar.
    package func finish() {
        if isTerminal && hasShown { write("") }
    }

    private func line(count: Int, share: Double, seconds: Double) -> String {
        let rate = seconds > 0 ? Int(Double(count) / seconds) : 0
        let percent = Int(share * 100)
        var text = "\(percent) %  \(count.grouped) \(what)  \(rate.grouped)/s"
        if share > 0.001, share < 1 {
            text += "  \(Int(seconds / share - seconds)) s left"
        }
        guard isTerminal else { return text }
        let filled = Int(share * 30)
        let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: 30 - filled)
        return bar + " " + text
    }

    private func write(_ line: String) {
        let text = isTerminal ? "\r\u{1B}[K" + line : line + "\n"
        var bytes = Array(text.utf8)
        _ = Glibc.write(2, &bytes, bytes.count)
    }
}

/// The most memory this process has held so far, bytes.
package func peakMemoryBytes() -> Int {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return usage.ru_maxrss * 1024
}
