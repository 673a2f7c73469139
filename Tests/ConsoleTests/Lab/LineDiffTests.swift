import Console
import TestKit
import Testing
import Toolbox

@Suite struct LineDiffTests {
    /// The least number of changed lines, by the table of longest common subsequences.
    private static func least(_ old: [String], _ new: [String]) -> Int {
        var row = Array(repeating: 0, count: new.count + 1)
        for left in old {
            var before = 0
            for (place, right) in new.enumerated() {
                let held = row[place + 1]
                row[place + 1] = left == right ? before + 1 : max(row[place], row[place + 1])
                before = held
            }
        }
        return old.count + new.count - 2 * row[new.count]
    }

    private static func text(_ diff: LineDiff, without kind: LineDiff.Kind) -> [String] {
        diff.lines.filter { $0.kind != kind }.map(\.text)
    }

    @Test("A difference leads from one text to the other with the fewest lines")
    func oracle() {
        for round in 0..<400 {
            var random = Seed.random(81, round: round)
            let letters = ["a", "b", "c", "d", "e"].prefix(1 + random.below(5))
            func lines() -> [String] {
                (0..<random.below(14)).map { _ in random.pick(Array(letters)) }
            }
            let (old, new) = (lines(), lines())
            let diff = LineDiff(old, new)
            #expect(Self.text(diff, without: .added) == old, "\(Seed.hint)")
            #expect(Self.text(diff, without: .removed) == new, "\(Seed.hint)")
            #expect(diff.added + diff.removed == Self.least(old, new), "\(old) \(new) \(Seed.hint)")
            #expect(!diff.isCoarse)
            for line in diff.lines {
                #expect(line.old.map { old[$0 - 1] } ?? line.text == line.text)
                #expect(line.new.map { new[$0 - 1] } ?? line.text == line.text)
            }
            let hunks = diff.hunks(around: 1)
            let changed = hunks.flatMap(\.lines).count { $0.kind != .same }
            #expect(changed == diff.added + diff.removed, "\(Seed.hint)")
        }
    }

    @Test("Beyond the bound it is coarse, and still leads from one to the other")
    func bound() {
        let (old, new) = ((0..<50).map { "a\($0)" }, (0..<40).map { "b\($0)" })
        let diff = LineDiff(["x"] + old + ["y"], ["x"] + new + ["y"], changesMax: 20)
        #expect(diff.isCoarse && diff.added == 40 && diff.removed == 50)
        #expect(Self.text(diff, without: .added) == ["x"] + old + ["y"])
        #expect(Self.text(diff, without: .removed) == ["x"] + new + ["y"])
    }
}
