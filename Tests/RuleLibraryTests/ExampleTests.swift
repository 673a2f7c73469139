import CEL
import Foundation
import Rules
import Testing

/// What the documentation shows is true.
struct ExampleTests {
    @Test func everyExampleIsTrue() throws {
        let fixture = try Fixture()
        for function in RuleLibrary.functions(lists: fixture.lists) {
            #expect(!function.examples.isEmpty, "\(function.function.name) has no example")
            for example in function.examples {
                #expect(fixture.result(example) == "true", "\(example)")
            }
        }
    }

    @Test func everyFunctionHasACostAndASentence() throws {
        for function in RuleLibrary.functions(lists: .none) {
            #expect(function.summary.hasSuffix("."))
            for overload in function.function.overloads { #expect(overload.cost > 0) }
        }
    }

    @Test func overloadsHaveNamesOfTheirOwn() throws {
        let ids = RuleLibrary.functions(lists: .none).flatMap(\.function.overloads).map(\.id)
        #expect(Set(ids).count == ids.count)
    }

    /// Blocks marked `cel` in the comments of the sources are run too, but for those that read an
    /// event or features.
    @Test func everyCommentedExampleIsTrue() throws {
        let fixture = try Fixture()
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Sources/Rules/Library")
        var ran = 0
        for name in try FileManager.default.contentsOfDirectory(atPath: root.path).sorted()
        where name.hasSuffix(".swift") {
            let source = try String(
                contentsOf: root.appendingPathComponent(name), encoding: .utf8)
            for block in source.components(separatedBy: "/// ```cel\n").dropFirst() {
                let code = block.components(separatedBy: "/// ```")[0]
                    .replacingOccurrences(of: "///", with: "")
                if code.contains("event.") || code.contains("features.") { continue }
                #expect(fixture.result(code) == "true", "\(name): \(code)")
                ran += 1
            }
        }
        #expect(ran >= 12)
    }
}
