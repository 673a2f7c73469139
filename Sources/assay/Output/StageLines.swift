import Detection
import Glibc
import Toolbox

/// Shows which stage of detection is on its way: a line that is rewritten on a terminal, a line a
/// stage when piped.
final class StageLines: @unchecked Sendable {
    private let isTerminal = isatty(2) == 1
    private var stage: Detector.Stage?
    private var began = monotonicSeconds()

    /// Told of a stage and of the share of it that is done; from one thread at a time.
    func update(_ stage: Detector.Stage, _ share: Double) {
        if stage != self.stage {
            end()
            self.stage = stage
            began = monotonicSeconds()
        }
        guard isTerminal else { return }
        let filled = Int(share * 30)
        let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: 30 - filled)
        write("\r\u{1B}[K\(bar) \(Self.words(stage))")
    }

    /// Ends the last stage.
    func end() {
        guard let stage else { return }
        self.stage = nil
        let tenths = Int(((monotonicSeconds() - began) * 10).rounded())
        write(
            (isTerminal ? "\r\u{1B}[K" : "")
                + "detect: \(Self.words(stage)), \(tenths / 10).\(tenths % 10) s\n")
    }

    private static func words(_ stage: Detector.Stage) -> String {
        switch stage {
        case .tally: "counted plays"
        case .lockstep: "compared times"
        case .payees: "followed the money"
        case .blocks: "sought lists that few play"
        case .sharing: "compared devices, addresses and sign-ups"
        case .timing: "read the clocks"
        case .takeover: "looked for intruders"
        case .judge: "judged"
        }
    }

    private func write(_ text: String) {
        var bytes = Array(text.utf8)
        _ = Glibc.write(2, &bytes, bytes.count)
    }
}
