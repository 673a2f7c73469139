import Resolution
import Testing
import Toolbox
import Vocabulary

@Suite struct ResolverTests {
    private func people(_ seed: UInt64, _ count: Int = 300) -> PeopleTable {
        var random = SplitMix64(seed: seed)
        return PeopleTable(people: count, copies: 2, random: &random)
    }

    private func name(_ table: RecordTable, _ record: UInt32) -> String {
        String(table.id(Int(record)).prefix { $0 != "-" })
    }

    @Test("People with slips of the pen are found again")
    func finds() throws {
        let settings = PeopleTable.settings
        let table = PeopleTable.table(people(1, 1000).rows, settings: settings)
        let resolved = try Resolver(table: table, isLink: false, threads: 2).run(settings)
        var sizes: [String: Int] = [:]
        for record in 0..<table.count { sizes[name(table, UInt32(record)), default: 0] += 1 }
        let all = sizes.values.reduce(0) { $0 + $1 * ($1 - 1) / 2 }
        let right = resolved.links.count { name(table, $0.left) == name(table, $0.right) }
        let f1 = 2 * Double(right) / Double(resolved.links.count + all)
        #expect(f1 > 0.97, "F1 \(f1)")
    }

    @Test("Exact copies over columns that are nearly unique are the same, however sure that is")
    func certain() throws {
        let columns = ["tax", "card", "phone", "passport"]
        var settings = ResolutionSettings(
            comparisons: columns.map { Comparison(column: $0, kind: .code) },
            blocking: columns.map { BlockingRule($0)! })
        let rows = (0..<1000).map { row in
            let person = row % 500
            let cells = columns.indices.map { "\(SplitMix64.mixed(UInt64(4 * person + $0)))" }
            return (id: "\(person)-\(row / 500)", cells: cells)
        }
        let table = PeopleTable.table(rows, settings: settings)
        for threshold in [ResolutionSettings.Threshold.bestF1, .precision(0.999_999)] {
            settings.threshold = threshold
            let resolver = Resolver(table: table, isLink: false, threads: 2)
            let resolved = try resolver.run(settings)
            #expect(resolved.links.count == 500)
            #expect(resolved.links.allSatisfy { name(table, $0.left) == name(table, $0.right) })
            let report = ResolutionReport(resolved, table: table)
            #expect(report.html.contains("</html>"))
            let json = try resolved.model.json()
            let held = try MatchModel(json: Array(json.utf8), path: "model.json")
            #expect(try resolver.run(model: held).links == resolved.links)
        }
    }

    @Test("A model of a larger table goes by what a smaller one holds; torn models are refused")
    func smaller() throws {
        let settings = PeopleTable.settings
        let rows = people(8).rows
        let whole = PeopleTable.table(rows, settings: settings)
        var model = try Resolver(table: whole, isLink: false, threads: 1).run(settings).model
        let table = PeopleTable.table(Array(rows.prefix(40)), settings: settings)
        let resolver = Resolver(table: table, isLink: false, threads: 1)
        let found = try resolver.run(model: model)
        model.records = table.count
        #expect(try resolver.run(model: model).pairs == found.pairs)
        model.records = -1
        let torn = try model.json()
        #expect(throws: Fault.self) { try MatchModel(json: Array(torn.utf8), path: "m.json") }
        (model.records, model.threshold) = (table.count, 1)
        let sure = try model.json()
        #expect(throws: Fault.self) { try MatchModel(json: Array(sure.utf8), path: "m.json") }
    }

    @Test("Threads change nothing")
    func threads() throws {
        let settings = PeopleTable.settings
        let table = PeopleTable.table(people(2).rows, settings: settings)
        let one = try Resolver(table: table, isLink: false, threads: 1).run(settings)
        let four = try Resolver(table: table, isLink: false, threads: 4).run(settings)
        #expect(one.model == four.model)
        #expect(one.pairs == four.pairs)
        #expect(one.clusters.roots == four.clusters.roots)
    }

    @Test("Records added later give what one run over all gives", arguments: [0, 1])
    func incremental(link: Int) throws {
        let settings = PeopleTable.settings
        let rows = people(3).rows
        let source = { (place: Int) in UInt8(link == 1 ? place % 2 : 0) }
        let old = Array(rows.prefix(rows.count / 2))
        let first = try Resolver(
            table: PeopleTable.table(old, settings: settings, source: source), isLink: link == 1,
            threads: 2
        ).run(settings)
        let table = PeopleTable.table(rows, settings: settings, source: source)
        let resolver = Resolver(table: table, isLink: link == 1, threads: 2)
        let whole = try resolver.run(model: first.model)
        let added = try resolver.run(model: first.model, first: old.count, kept: first.pairs)
        #expect(added.pairs == whole.pairs)
        #expect(added.links == whole.links)
        #expect(added.clusters.roots == whole.clusters.roots)
        #expect(added.histogram.pairs < whole.histogram.pairs)
    }

    @Test("Blocking makes each pair once that agrees on a rule, and counts them before")
    func blocking() throws {
        let settings = PeopleTable.settings
        let rows = people(4, 150).rows
        for isLink in [false, true] {
            let table = PeopleTable.table(rows, settings: settings) { UInt8(isLink ? $0 % 2 : 0) }
            var resolved = settings
            resolved.limits.probabilityMin = 1e-9
            let run = try Resolver(table: table, isLink: isLink, threads: 2).run(resolved)
            var plain = 0
            for right in rows.indices {
                for left in 0..<right where !isLink || (left + right) % 2 == 1 {
                    if agree(rows[left].cells, rows[right].cells) { plain += 1 }
                }
            }
            #expect(run.histogram.pairs == plain)
            #expect(run.fresh.reduce(0, +) == plain)
        }
    }

    /// The blocking rules of ``PeopleTable``, by the words themselves.
    private func agree(_ left: [String], _ right: [String]) -> Bool {
        let same = { (places: [Int]) in
            places.allSatisfy { !left[$0].isEmpty && left[$0] == right[$0] }
        }
        let sounds = { (cells: [String]) in Soundex.code(cells[1].utf16) }
        // A date that is none, after a slip, is compared by its digits.
        let day = { (cells: [String]) in cells[2].filter { $0 != "-" } }
        return same([0, 1]) || same([4])
            || (!left[2].isEmpty && sameDay(left[2], right[2]) && !day(left).isEmpty)
            || (same([3]) && !left[1].isEmpty && !right[1].isEmpty && sounds(left) == sounds(right))
    }

    private func sameDay(_ left: String, _ right: String) -> Bool {
        let column = ValueColumn(name: "born", kind: .date, texts: [left, right])
        return column.codes.base[0] == column.codes.base[1] && column.codes.base[0] != 0
    }

    @Test("A block beyond the bound is left out and told of by its value")
    func largeBlock() throws {
        var settings = PeopleTable.settings
        settings.blocking = [BlockingRule("town")!, BlockingRule("born")!]
        settings.training = settings.blocking
        settings.limits.blockRecordsMax = 40
        let table = PeopleTable.table(people(5).rows, settings: settings)
        let resolved = try Resolver(table: table, isLink: false, threads: 1).run(settings)
        let report = ResolutionReport(resolved, table: table)
        #expect(report.large.count == 7)
        #expect(report.large.contains { $0.block.value == "ulm" && $0.block.records > 40 })
        #expect(report.warnings.contains { $0.contains("of `town` was left out") })
    }

    @Test("More pairs than the bound are refused before one is made")
    func tooManyPairs() {
        var settings = PeopleTable.settings
        settings.limits.pairsMax = 10
        let table = PeopleTable.table(people(6).rows, settings: settings)
        #expect(throws: Fault.self) {
            try Resolver(table: table, isLink: false, threads: 1).run(settings)
        }
    }

    @Test("Given name and family name that changed places are seen")
    func swapped() throws {
        let settings = PeopleTable.settings
        var rows = people(7).rows
        let cells = rows[0].cells
        rows.append(("swapped-0", [cells[1], cells[0]] + cells[2...]))
        let table = PeopleTable.table(rows, settings: settings)
        let resolved = try Resolver(table: table, isLink: false, threads: 1).run(settings)
        let scorer = Scorer(resolved.model, table: table)
        #expect(scorer.parts(0, rows.count - 1).levels[0] == 1)
    }
}
