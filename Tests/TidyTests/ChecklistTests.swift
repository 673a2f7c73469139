import Foundation
import Testing

/// The security checklist says nothing that is not there.
@Suite struct ChecklistTests {
    private static let path = "docs/ASVS.md"
    private let repository: Repository

    init() throws { repository = try Repository.shared.get() }

    @Test("Every test that the checklist names exists")
    func names() {
        var texts: [String: String] = [:]
        for path in repository.swiftFiles() where path.hasPrefix("Tests/") {
            let text = repository.lines(path).joined(separator: "\n")
            for suite in text.matches(of: /struct (\w+Tests)\b/) {
                texts[String(suite.1), default: ""] += text
            }
        }
        var count = 0
        for (index, line) in repository.lines(Self.path).enumerated() {
            for name in line.matches(of: /([A-Z]\w+Tests)\.([a-z]\w*)/) {
                count += 1
                #expect(
                    texts[String(name.1)]?.contains("func \(name.2)(") == true,
                    "\(Self.path):\(index + 1): there is no test \(name.0)")
            }
        }
        #expect(count > 80)
    }

    @Test("Every item of it says how it stands, and they are counted right")
    func counts() throws {
        var counts: [String: Int] = [:]
        for line in repository.lines(Self.path) {
            guard let item = line.firstMatch(of: /^\| \d+\.\d+\.\d+ \| (\S+) \| \S/) else {
                continue
            }
            counts[String(item.1), default: 0] += 1
        }
        let stands = ["met", "part", "no", "operator", "n/a"]
        #expect(Set(counts.keys) == Set(stands))
        let all = counts.values.reduce(0, +)
        let words =
            "\(all) items: "
            + stands.map { "\(counts[$0] ?? 0) \($0)" }.joined(separator: ", ") + "."
        #expect(repository.lines(Self.path).contains { $0 == words }, "\(words)")
    }
}
