import Foundation
import Glibc

/// Waits until the process is told to stop, by SIGTERM or SIGINT.
final class StopSignal: @unchecked Sendable {
    private let raised = DispatchSemaphore(value: 0)
    private let sources: [any DispatchSourceSignal]

    /// From here on the signals do not end the process.
    init() {
        let numbers = [SIGTERM, SIGINT]
        for number in numbers { signal(number, SIG_IGN) }
        let queue = DispatchQueue(label: "assay.signals")
        sources = numbers.map { DispatchSource.makeSignalSource(signal: $0, queue: queue) }
        for source in sources {
            source.setEventHandler { [raised] in raised.signal() }
            source.resume()
        }
    }

    /// Whether it was told to stop within a time.
    func wait(milliseconds: Int) -> Bool {
        raised.wait(timeout: .now() + .milliseconds(milliseconds)) == .success
    }
}
