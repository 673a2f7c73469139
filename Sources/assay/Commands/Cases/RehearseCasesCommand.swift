import ArgumentParser
import Cases
import Enforcements
import Foundation
import Packs
import StoreSQLite
import Toolbox
import Vocabulary

/// Fills a store with cases as people would have worked them, for measuring.
struct RehearseCasesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rehearse-cases", abstract: "Opens and works many cases, for measuring.",
        discussion: """
            assay rehearse-cases --count 200000 --accounts truth-accounts.csv \
            --pack PolicyPacks/streaming --store sqlite:assay.db

            Every step goes through the desk, so the store holds what a service would have written.
            """, shouldDisplay: false)

    @Option(help: "Cases to open.")
    var count = 1000

    @Option(help: "A CSV whose first column names accounts.")
    var accounts: String

    @Option(help: "The pack's folder, with cases.yaml.")
    var pack: String

    @Option(help: "The store, such as sqlite:assay.db.")
    var store: String

    @Option(help: "Reviewers who work them.")
    var reviewers = 40

    @Option(help: "Share of them that is worked and closed.")
    var closed = 0.8

    @Option(help: "Seed of all randomness.")
    var seed: UInt64 = 1

    /// Days over which they were opened, the last one today.
    private static let days: Int64 = 60

    func validate() throws {
        guard count > 0, (1...1000).contains(reviewers), (0...1).contains(closed) else {
            throw ValidationError("--count and --reviewers are above 0, --closed is a share.")
        }
    }

    func run() throws {
        guard let definition = try PackCommand.load(pack).cases else {
            throw Fault(.invalid, "The pack has no cases.yaml.", fix: "Name one that has.")
        }
        let names = try accountNames()
        let archive = try ExistingStore.open(store)
        let now = SignedOptions.now()
        var random = SplitMix64(seed: seed)
        var progress = Progress("cases")
        var worked = 0
        for start in stride(from: 0, to: count, by: CaseBounds.perTransaction) {
            let end = min(count, start + CaseBounds.perTransaction)
            let age = Self.days * 86_400_000 * Int64(count - start) / Int64(count)
            try archive.working { tables in
                let desk = CaseDesk(tables: tables, definition: definition, clock: now - age)
                for number in start..<end {
                    let one = try open(names[number % names.count], desk, &random)
                    if random.unit() < closed, try work(one, desk, &random) { worked += 1 }
                }
            }
            progress.update(count: end, share: Double(end) / Double(count))
        }
        progress.finish()
        print("\(count.grouped) cases, of which \(worked.grouped) are closed.")
    }

    private func accountNames() throws -> [String] {
        guard let data = FileManager.default.contents(atPath: accounts) else {
            throw Fault(.notFound, "Cannot read \(accounts).", fix: "Check --accounts.")
        }
        let names = data.split(separator: UInt8(ascii: "\n")).dropFirst().map {
            String(decoding: $0.prefix { $0 != UInt8(ascii: ",") }, as: UTF8.self)
        }
        guard !names.isEmpty else { throw Fault(.invalid, "\(accounts) names no account.") }
        return names
    }

    private func open(
        _ account: String, _ desk: CaseDesk, _ random: inout SplitMix64
    ) throws -> Case {
        let queues = desk.definition.queues
        let queue = queues[random.below(queues.count)].name
        let origins: [CaseOrigin] = [.policy, .policy, .policy, .ring, .report]
        // Few are dear, as of losses.
        let share = random.unit()
        let loss = Int64(200_000 * share * share * share * share)
        return try desk.open(
            EnforcedEntity(kind: "account", name: account),
            origin: origins[random.below(origins.count)], title: "\(account) was set aside",
            causes: ["rule_\(random.below(20))"], loss: loss, queue: queue, by: "assay",
            why: "rehearsed")
    }

    /// Whether it was closed; what the desk refuses, such as who holds too many, stays open.
    private func work(
        _ one: Case, _ desk: CaseDesk, _ random: inout SplitMix64
    ) throws -> Bool {
        let reasons = desk.definition.dispositions
        guard one.state == .open || one.state == .assigned, !reasons.isEmpty else { return false }
        let by = "reviewer\(random.below(reviewers))"
        do {
            let taken =
                one.state == .open ? try desk.take(one.id, version: one.version, by: by) : one
            let noted = try desk.note(taken.id, text: "Looked at the last plays.", by: by)
            let reason = reasons[random.below(reasons.count)].name
            _ = try desk.close(
                noted.id, version: noted.version,
                CaseDesk.Closing(reason: reason, why: "what it shows"), by: by)
            return true
        } catch let fault as Fault where fault.code == .conflict || fault.code == .limited {
            return false
        }
    }
}
