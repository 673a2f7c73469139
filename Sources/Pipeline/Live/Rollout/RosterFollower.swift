package import Packs
import Synchronization
import Vocabulary

/// Has a service follow the registries of models and policies: what is promoted there judges within
/// about a second, without a restart, and a canary that stopped itself is taken back in the
/// ledger.
package final class RosterFollower: @unchecked Sendable {
    private let service: DecisionService
    private let models: any ModelRegistry
    private let policies: any PolicyRegistry
    private let pack: Pack
    private let now: @Sendable () -> Int64
    private let notice: @Sendable (String) -> Void
    private let thread = WalkingThread()
    private let ending = Wake()
    private let hasEnded = Atomic(false)
    private var modelChange: Int64
    private var policyChange: Int64
    /// Why the last look came to nothing.
    private var trouble = ""

    /// Milliseconds from one look at the registries to the next.
    private static let every = 1000
    /// Who takes a canary back by itself.
    package static let guardName = "guard"

    /// - Parameters:
    ///   - pack: that which the service was started with, without any registry.
    ///   - reading: from which the service was begun.
    ///   - now: milliseconds since 1970.
    ///   - notice: told in a sentence what changed, or why a change could not be followed.
    package init(
        service: DecisionService, models: any ModelRegistry, policies: any PolicyRegistry,
        pack: Pack, from reading: RosterReading, now: @escaping @Sendable () -> Int64,
        notice: @escaping @Sendable (String) -> Void
    ) {
        (self.service, self.models, self.policies) = (service, models, policies)
        (self.pack, self.now, self.notice) = (pack, now, notice)
        (modelChange, policyChange) = (reading.modelChange, reading.policyChange)
    }

    /// Begins; to be called once.
    package func begin() {
        thread.begin("assay.roster") { [self] in
            while !ending.wait(milliseconds: RosterFollower.every) { look() }
        }
    }

    /// Ends it; returns when service and registries are not used any more.
    package func stop() {
        guard !hasEnded.exchange(true, ordering: .relaxed) else { return }
        ending.raise()
        thread.join()
    }

    private func look() {
        do {
            try takeBack()
            let changes = (try models.lastModelChange(), try policies.lastPolicyChange())
            guard changes != (modelChange, policyChange) else { return }
            try follow(changes)
            trouble = ""
        } catch {
            // Tried again in a second, and told of once.
            if trouble != "\(error)" {
                notice("the registries were not followed, and are tried again: \(error)")
            }
            trouble = "\(error)"
        }
    }

    private func follow(_ changes: (Int64, Int64)) throws {
        do {
            let reading = try RosterReading.read(pack, models: models, policies: policies)
            for remark in reading.remarks { notice(remark) }
            try service.judge(by: reading.roster)
            if reading.modelChange != modelChange {
                notice("models: " + ModelOverlay.text(of: reading.roster.live))
            }
            if reading.policyChange != policyChange { notice("policy: " + reading.roster.text) }
            (modelChange, policyChange) = (reading.modelChange, reading.policyChange)
        } catch let fault as Fault where [.conflict, .invalid].contains(fault.code) {
            // It fits no better in a second.
            (modelChange, policyChange) = changes
            notice("the registries cannot be followed, so what judged goes on: \(fault)")
        }
    }

    /// Writes into the ledger that a canary was stopped.
    private func takeBack() throws {
        for stopped in service.stops {
            let standing = try policies.policyVersions().first {
                $0.release.version == stopped.release.version
            }
            guard let standing, standing.step == stopped.step, standing.release.stage == .canary
            else { continue }
            let version = stopped.release.version
            try policies.move(
                PolicyStep(
                    version: version, stage: stopped.stop.cause == .slow ? .draft : .shadow,
                    at: now(), by: RosterFollower.guardName, why: stopped.stop.words,
                    isAutomatic: true), approvedBy: nil)
            notice(
                "policy: version \(version) was stopped as a canary: \(stopped.stop.words). What "
                    + "it did is undone by `assay enforcements undo --policy-version \(version) "
                    + "--store … --by … --why …`.")
        }
    }
}

extension Roster {
    /// Who judges, in a line.
    package var text: String {
        func name(_ pack: Pack) -> String {
            pack.policyVersion.map { "version \($0)" } ?? "the pack's own files"
        }
        var parts = ["\(name(live)) live"]
        if let canary {
            let share = (canary.release.share * 10_000).rounded() / 100
            parts.append("\(name(canary.pack)) canary for \(share) %")
        }
        for shadow in shadows { parts.append("\(name(shadow.pack)) shadow") }
        return parts.joined(separator: ", ")
    }
}
