import ArgumentParser
import CEL
import Foundation
import Glibc
import Vocabulary

/// `assay cel bench`: what evaluating each of some rules costs, for `script/bench`.
///
/// The rules file is `{"variables": {name: type}, "rules": {name: expression}}`; the events file
/// has an object a line with a value for each variable. Rules are compiled once and events put in
/// their slots beforehand, as the pipeline does; a timed pass evaluates one rule over all events.
struct CELBenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench", abstract: "Measures what rules cost to evaluate.",
        shouldDisplay: false)

    @Option(help: "A JSON file with the rules and the types of their variables.")
    var rules: String

    @Option(help: "A file with a JSON object a line.")
    var events: String

    @Option(help: "How often each rule is timed over all events.")
    var passes = 200

    @Flag(help: "Print the figures as JSON.")
    var json = false

    func run() throws {
        let file = try CELVariables.object(rules)
        let bound = try CELVariables(types: file["variables"] as? [String: String] ?? [:])
        let arena = Arena(bytesMax: 1 << 30)
        let rows = try self.rows(bound, arena)
        let environment = Environment(variables: bound.variables)
        let expressions = file["rules"] as? [String: String] ?? [:]
        let figures = try expressions.sorted { $0.key < $1.key }.map { name, expression in
            (name, try measured(name, expression, environment, rows))
        }
        if json {
            let parts = figures.map { "\"\($0)\":\($1.json)" }
            let control = AllocationCounter.perBlockAllocated().map { "\($0)" } ?? "null"
            print("{\"allocationControl\":\(control),\(parts.joined(separator: ","))}")
        } else {
            for (name, figure) in figures { print(name, figure.json) }
        }
    }

    private func rows(_ bound: CELVariables, _ arena: Arena) throws -> [[Value]] {
        let data = FileManager.default.contents(atPath: events) ?? Data()
        let rows = data.split(separator: UInt8(ascii: "\n")).compactMap { line in
            (try? JSONSerialization.jsonObject(with: line) as? [String: Any]).map {
                bound.row(of: $0, arena)
            }
        }
        guard !rows.isEmpty, !bound.variables.isEmpty else {
            throw Fault(
                .invalid, "There are no events in \(events).", fix: "Write a JSON object a line.")
        }
        return rows
    }

    private func measured(
        _ name: String, _ expression: String, _ environment: Environment, _ rows: [[Value]]
    ) throws -> RuleFigures {
        let compilation = Compiler.compile(expression, in: environment, expecting: .bool)
        guard let program = compilation.program else {
            let why = compilation.diagnostics.first?.message ?? "no reason given"
            throw Fault(.invalid, "Rule \(name): \(why)", fix: "Correct the rule.")
        }
        let slots = rows.flatMap { $0 }
        let width = rows[0].count
        let scratch = Scratch()
        let clock = ContinuousClock()
        var figures = RuleFigures()
        slots.withUnsafeBufferPointer { slots in
            guard let start = slots.baseAddress else { return }
            var matched = 0
            func pass() {
                matched = 0
                for event in 0..<rows.count {
                    scratch.reset()
                    if program.evaluate(start + event * width, scratch).isTrue { matched += 1 }
                }
            }
            pass()
            for _ in 0..<max(passes, 1) {
                let elapsed = clock.measure(pass).components
                let nanoseconds = Double(elapsed.seconds) * 1e9 + Double(elapsed.attoseconds) / 1e9
                figures.passes.append(nanoseconds / Double(rows.count))
            }
            let before = AllocationCounter.count()
            pass()
            let after = AllocationCounter.count()
            if let before, let after {
                figures.allocations = Double(after - before) / Double(rows.count)
            }
            figures.matched = matched
        }
        return figures
    }
}

/// What one rule came to.
private struct RuleFigures {
    /// Nanoseconds of an evaluation, the mean of each pass.
    var passes: [Double] = []
    var matched = 0
    /// Of an evaluation after warm-up; nil when nobody counts.
    var allocations: Double?

    var json: String {
        let sorted = passes.sorted()
        return """
            {"medianNanoseconds":\(sorted[sorted.count / 2]),"leastNanoseconds":\(sorted[0]),\
            "matched":\(matched),"allocations":\(allocations.map { "\($0)" } ?? "null")}
            """
    }
}

/// Calls to `malloc` and its kin, when `script/measure/count_allocations.c` is preloaded.
private enum AllocationCounter {
    /// Calls since the process began; nil when the counter is not there.
    static func count() -> UInt64? { read.map { $0() } }

    /// What the counter says of blocks allocated one by one: 1 when it counts as it should.
    static func perBlockAllocated() -> Double? {
        guard let before = count() else { return nil }
        let blocks = (0..<1_000).map { _ in
            UnsafeMutableRawPointer.allocate(byteCount: 48, alignment: 16)
        }
        guard let after = count() else { return nil }
        for block in blocks { block.deallocate() }
        // The array of blocks is itself an allocation or a few.
        return (Double(after - before) / 1_000).rounded()
    }

    private static let read: (@convention(c) () -> UInt64)? = {
        guard let symbol = dlsym(nil, "assay_allocation_count") else { return nil }
        return unsafeBitCast(symbol, to: (@convention(c) () -> UInt64).self)
    }()
}
