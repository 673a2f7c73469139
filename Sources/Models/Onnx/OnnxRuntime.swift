import COnnxRuntime
import Glibc
import Synchronization
package import Vocabulary

/// ONNX Runtime's library, opened when the first ONNX model is read and kept for the process.
package enum OnnxRuntime {
    /// Which library was opened, and the one to try first: a process has one ONNX Runtime.
    private struct State: Sendable {
        var preferred: String?
        var isOpen = false
    }

    private static let state = Mutex(State())
    private static let names = ["libonnxruntime.so", "libonnxruntime.so.1"]
    private static let wheel =
        ".venv/lib/python3*/site-packages/onnxruntime/capi/libonnxruntime.so*"

    /// Says where the library is; asked before the first ONNX model is read, it alone is tried.
    package static func prefer(_ path: String) { state.withLock { $0.preferred = path } }

    /// - Throws: ``Fault`` `unavailable` with what to install.
    package static func open() throws(Fault) {
        let fault = state.withLock { state -> Fault? in
            if state.isOpen { return nil }
            let places = state.preferred.map { [$0] } ?? (names + found(wheel))
            var reasons: [String] = []
            for place in places {
                guard let reason = OnnxWords.of({ assay_onnx_open(place, $0, $1) }) else {
                    state.isOpen = true
                    return nil
                }
                reasons.append(reason)
            }
            let tried = state.preferred.map { "\($0): \(reasons.first ?? "")" }
            return Fault(
                .unavailable,
                "ONNX Runtime is not there, and the model is ONNX"
                    + (tried.map { " (\($0))." } ?? "."),
                fix: "Install it (`pip install onnxruntime` in .venv), or name its library in "
                    + "ASSAY_ONNXRUNTIME.")
        }
        if let fault { throw fault }
    }

    /// Files that a pattern names, last first, so that a later version comes first.
    private static func found(_ pattern: String) -> [String] {
        var matches = glob_t()
        defer { globfree(&matches) }
        guard glob(pattern, 0, nil, &matches) == 0 else { return [] }
        return (0..<Int(matches.gl_pathc)).reversed().compactMap { index in
            matches.gl_pathv[index].map { String(cString: $0) }
        }
    }
}

/// Calls of the door that may fail, with their words.
enum OnnxWords {
    private static let room = 512

    /// Nil when the call gave 0; else what it said, on one line.
    static func of(_ call: (UnsafeMutablePointer<CChar>, Int) -> Int32) -> String? {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: room) { words in
            words.initialize(repeating: 0)
            guard let base = words.baseAddress, call(base, room) != 0 else { return nil }
            let text = String(cString: base)
            return String(text.map { $0.isNewline ? " " : $0 })
        }
    }
}
