import ArgumentParser
import Events
import Toolbox
import Vocabulary

/// Lines of a file that could not be read.
struct LeftOut {
    /// Lines shown to people.
    private static let shownMax = 20

    let path: String
    let count: Int
    private let sentences: [String]

    init(_ file: ColumnFile) {
        path = file.path
        count = file.refused
        sentences = file.deadLetters.prefix(LeftOut.shownMax).map(\.sentence)
    }

    /// Tells of them, and ends the command with 1 where there were any.
    static func check(_ all: [LeftOut]) throws {
        var isAny = false
        for left in all where left.count > 0 {
            isAny = true
            for sentence in left.sentences { Terminal.complain(sentence) }
            let rest = left.count - left.sentences.count
            if rest > 0 { Terminal.complain("… and \(rest.grouped) more") }
            Terminal.complain(
                "assay: \(left.count.grouped) lines of \(left.path) were left out. Mend them, or "
                    + "go on with what was read.")
        }
        if isAny { throw ExitCode(Exit.findings.rawValue) }
    }
}

/// Numbers as people read them.
enum Words {
    static func seconds(_ seconds: Double) -> String {
        seconds < 1 ? "\(Int((seconds * 1000).rounded())) ms" : "\(rounded(seconds, 1)) s"
    }

    static func rounded(_ number: Double, _ places: Int) -> String {
        var scale = 1.0
        for _ in 0..<places { scale *= 10 }
        return "\((number * scale).rounded() / scale)"
    }
}
