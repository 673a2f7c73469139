import ArgumentParser
import Models
import Packs
import Pipeline
import Rules
import Toolbox
import Vocabulary

/// `assay pack check` and `assay pack test`.
struct PackCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pack", abstract: "Checks and tests policy packs.",
        subcommands: [PackCheckCommand.self, PackTestCommand.self])

    /// Reads a pack for a command that needs it sound; prints every fault and ends with 1 if not.
    static func load(_ folder: String) throws -> Pack {
        let reading = try PackLoader.read(folder: folder)
        if let pack = reading.pack { return pack }
        Terminal.complain(reading.report)
        Terminal.complain("\n\(counted(reading.errorCount, "fault")) in \(folder)")
        throw ExitCode(Exit.findings.rawValue)
    }
}

struct PackCheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Reports every fault of a pack at once.")

    @Argument(help: "The pack's folder.")
    var folder: String

    @Flag(help: "Print the faults as JSON.")
    var json = false

    func run() throws {
        let reading = try PackLoader.read(folder: folder)
        print(json ? asJSON(reading) : asText(reading))
        if reading.pack == nil { throw ExitCode(Exit.findings.rawValue) }
    }

    private func asText(_ reading: PackReading) -> String {
        let warnings = reading.diagnostics.count - reading.errorCount
        guard let pack = reading.pack else {
            return reading.report + "\n\n\(counted(reading.errorCount, "fault")), "
                + counted(warnings, "warning")
        }
        let live = pack.rules.rules.count { $0.mode == .live }
        let summary = """
            \(pack.name) \(pack.version) is sound: \(pack.schema.types.count) event types, \
            \(pack.features.count) features, \(pack.rules.rules.count) rules (\(live) live), \
            \(pack.tests.count) tests, \(counted(warnings, "warning"))
            \(lists(pack))\(models(pack))\(detection(pack))\(verification(pack))\(cases(pack))\
            \(dearest(pack))hash \(pack.hash)
            """
        return reading.diagnostics.isEmpty ? summary : reading.report + "\n\n" + summary
    }

    private func dearest(_ pack: Pack) -> String {
        guard let rule = pack.rules.rules.max(by: { $0.cost < $1.cost }) else { return "" }
        return "dearest rule: \(rule.id), at worst \(rule.cost) of a budget of \(pack.budget)\n"
    }

    private func lists(_ pack: Pack) -> String {
        let texts = pack.lists.all.map { list in
            "\(list.name) version \(list.version) (\(counted(list.count, "entry", "entries")))"
        }
        return texts.isEmpty ? "" : "lists: \(texts.joined(separator: ", "))\n"
    }

    private func models(_ pack: Pack) -> String {
        pack.models.models.map { model in
            let versions = model.versions.map { version in
                let share = version.release.stage == .canary ? " \(version.release.share)" : ""
                return "\(version.release.version) \(version.release.stage.rawValue)\(share)"
            }
            let served =
                versions.isEmpty
                ? "no version, so `models.\(model.name)` is missing"
                : "version " + versions.joined(separator: ", ")
            return "model \(model.name): \(served)\n"
        }.joined()
    }

    private func detection(_ pack: Pack) -> String {
        guard let detection = pack.detection else { return "" }
        let (entities, types) = (pack.schema.entities, pack.schema.types)
        var parts = ["judges each \(entities[detection.account])"]
        if let seat = detection.seat { parts[0] += " by \(entities[seat])" }
        if let plays = detection.plays { parts.append("plays are \(types[plays.act.type].name)") }
        if !detection.acts.isEmpty { parts.append(counted(detection.acts.count, "other act")) }
        if !detection.shared.isEmpty {
            let names = detection.shared.map { entities[$0.entity] }
            parts.append("shared are \(names.joined(separator: ", "))")
        }
        if let signUps = detection.signUps {
            parts.append("sign-ups are \(types[signUps.type].name)")
        }
        if let verdicts = detection.verdicts {
            parts.append("verdicts are \(types[verdicts].name)")
        }
        return "detection: \(parts.joined(separator: "; "))\n"
    }

    private func cases(_ pack: Pack) -> String {
        guard let cases = pack.cases else { return "" }
        let queues = cases.queues.map(\.name).joined(separator: ", ")
        let opened = Set(cases.openings.map(\.origin.rawValue)).sorted().joined(separator: ", ")
        return "cases: queues \(queues); opened by \(opened); four eyes for "
            + "\(cases.fourEyes.map(\.rawValue).joined(separator: ", "))\n"
    }

    private func verification(_ pack: Pack) -> String {
        guard let verification = pack.verification else { return "" }
        let asked = verification.requirements.map(\.name).joined(separator: ", ")
        let journeys = verification.journeys.map { journey in
            let base = journey.base.map { verification.requirements[$0].name }
            return "\(journey.name) \(base.isEmpty ? "nothing" : base.joined(separator: " + "))"
        }
        return "verification: \(asked); asked of everybody: "
            + "\(journeys.joined(separator: ", "))\n"
    }

    private func asJSON(_ reading: PackReading) -> String {
        var writer = ByteWriter()
        writer.append("{\"sound\":\(reading.pack != nil),\"hash\":")
        writer.appendQuoted(reading.pack?.hash ?? "")
        writer.append(",\"diagnostics\":[")
        for (index, diagnostic) in reading.diagnostics.enumerated() {
            if index > 0 { writer.append(",") }
            writer.append("{\"severity\":\"\(diagnostic.severity.rawValue)\",\"file\":")
            writer.appendQuoted(diagnostic.location.file)
            writer.append(",\"line\":\(diagnostic.location.line)")
            writer.append(",\"column\":\(diagnostic.location.column),\"message\":")
            writer.appendQuoted(diagnostic.message)
            writer.append(",\"fix\":")
            writer.appendQuoted(diagnostic.fix ?? "")
            writer.append("}")
        }
        writer.append("]}")
        return writer.text
    }
}

struct PackTestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test", abstract: "Runs a pack's own tests.")

    @Argument(help: "The pack's folder.")
    var folder: String

    @Flag(help: "Print the results as JSON.")
    var json = false

    func run() throws {
        let pack = try PackCommand.load(folder)
        let results = PackTester(pack: pack).run()
        let failed = results.filter { !$0.passed }
        if json {
            print(asJSON(results))
        } else {
            for result in failed {
                let place = result.test.location
                print("\(place.file):\(place.line): failed: \(result.test.name)")
                for fault in result.faults { print("  \(fault)") }
            }
            print("\(results.count - failed.count) passed, \(failed.count) failed")
        }
        if !failed.isEmpty { throw ExitCode(Exit.findings.rawValue) }
    }

    private func asJSON(_ results: [PackTestResult]) -> String {
        var writer = ByteWriter()
        writer.append("[")
        for (index, result) in results.enumerated() {
            if index > 0 { writer.append(",") }
            writer.append("{\"name\":")
            writer.appendQuoted(result.test.name)
            writer.append(",\"passed\":\(result.passed),\"faults\":[")
            for (place, fault) in result.faults.enumerated() {
                if place > 0 { writer.append(",") }
                writer.appendQuoted(fault)
            }
            writer.append("]}")
        }
        writer.append("]")
        return writer.text
    }
}

/// A number with its noun: `1 fault`, `3 faults`.
private func counted(_ count: Int, _ noun: String, _ plural: String? = nil) -> String {
    "\(count) \(count == 1 ? noun : plural ?? noun + "s")"
}
