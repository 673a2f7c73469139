import Toolbox

extension BacktestReport {
    /// For people, in tables.
    package var text: String {
        var parts = [headline, sides, changeTable]
        parts.append(ruleTable)
        if !overlapTable.isEmpty { parts.append(overlapTable) }
        parts += segmentTables
        if !partners.isEmpty { parts.append(partnerTable) }
        if !changes.examples.isEmpty { parts.append(exampleLines) }
        return parts.joined(separator: "\n\n")
    }

    private var hasLabels: Bool { after.caught != nil }

    private var headline: String {
        "\(events.grouped) events; before: \(before.pack.name) \(before.pack.version) "
            + "(\(before.pack.hash.prefix(12))), after: \(after.pack.name) \(after.pack.version) "
            + "(\(after.pack.hash.prefix(12)))\n"
            + (hasLabels
                ? "Bad and good by \(labels)."
                : "No labels were given, so this shows counts only, and not who is right.")
            + "\nEvaluated anew: "
            + (evaluatedRules.isEmpty
                ? "no rule, all are remembered."
                : evaluatedRules.prefix(BacktestReport.listMax).joined(separator: ", ")
                    + (evaluatedRules.count > BacktestReport.listMax
                        ? " and \(evaluatedRules.count - BacktestReport.listMax) more." : "."))
    }

    private var sides: String {
        var table = TextTable(["", "before", "after", "change"])
        func add(_ name: String, _ old: Int?, _ new: Int?) {
            guard let old, let new else { return }
            table.add([name, old.grouped, new.grouped, signed(new - old)])
        }
        func add(_ name: String, _ old: Double?, _ new: Double?) {
            guard let old, let new else { return }
            table.add([name, hundredths(old), hundredths(new), hundredths(new - old)])
        }
        add("bad events caught", before.caught, after.caught)
        add("bad events missed", before.missed, after.missed)
        add("good events hurt", before.hurt, after.hurt)
        add("good people hurt", before.goodPeopleHurt, after.goodPeopleHurt)
        add("people met", before.peopleMet, after.peopleMet)
        add(
            "challenges per 1,000 good sessions", before.friction.challengedPer1000,
            after.friction.challengedPer1000)
        add(
            "good sessions hurt per 1,000", before.friction.hurtPer1000,
            after.friction.hurtPer1000)
        add("\(unit) missed", before.money?.missed, after.money?.missed)
        add("\(unit) wrongly done", before.money?.wrong, after.money?.wrong)
        add("\(unit) reviews", before.money?.reviews, after.money?.reviews)
        add("\(unit) challenges", before.money?.challenges, after.money?.challenges)
        add("\(unit) in all", before.money?.total, after.money?.total)
        for (old, new) in zip(before.actions, after.actions)
        where old.events.events + new.events.events > 0 {
            add("events: \(new.action)", old.events.events, new.events.events)
        }
        return table.text
    }

    private var changeTable: String {
        guard !changes.moves.isEmpty else { return "No decision's action changes." }
        var table = TextTable(["from", "to", "events", "bad", "good"])
        for move in changes.moves {
            table.add([
                move.from, move.to, move.events.events.grouped, move.events.bad.grouped,
                move.events.good.grouped,
            ])
        }
        return "What changes, for \(changes.people.grouped) people:\n" + table.text
    }

    private var ruleTable: String {
        var table = TextTable([
            "rule", "mode", "change", "fired", "bad", "good", "people", "good people",
        ])
        for rule in after.rules + before.rules.filter({ $0.change == "removed" })
        where rule.events.events > 0 || rule.change != "as it was" {
            table.add([
                rule.rule, rule.mode, rule.change, rule.events.events.grouped,
                rule.events.bad.grouped, rule.events.good.grouped, rule.people.grouped,
                rule.goodPeople.grouped,
            ])
        }
        return table.text
    }

    private var overlapTable: String {
        let met = overlap.filter { $0.both > 0 }.sorted { $1.jaccard < $0.jaccard }
        guard !met.isEmpty else { return "" }
        var table = TextTable([
            "changed rule", "live rule", "both", "only it", "only live", "Jaccard",
        ])
        for pair in met.prefix(BacktestReport.listMax) {
            table.add([
                pair.rule, pair.other, pair.both.grouped, pair.onlyRule.grouped,
                pair.onlyOther.grouped, hundredths(pair.jaccard),
            ])
        }
        return table.text
    }

    private var segmentTables: [String] {
        after.segments.keys.sorted().map { name in
            var table = TextTable([
                name, "events", "caught before", "after", "hurt before", "after",
            ])
            let old = Dictionary(
                (before.segments[name] ?? []).map { ($0.value, $0) },
                uniquingKeysWith: { first, _ in first })
            for line in (after.segments[name] ?? []).prefix(BacktestReport.listMax) {
                table.add([
                    line.value, line.events.events.grouped,
                    (old[line.value]?.caught ?? 0).grouped, line.caught.grouped,
                    (old[line.value]?.hurt ?? 0).grouped, line.hurt.grouped,
                ])
            }
            return table.text
        }
    }

    private var partnerTable: String {
        var table = TextTable(["partner", "name", "withheld before", "after"])
        for line in partners {
            table.add([
                line.kind, line.name, line.withheldBefore.grouped, line.withheldAfter.grouped,
            ])
        }
        return table.text
    }

    private var exampleLines: String {
        "Examples:\n"
            + changes.examples.map { example in
                "  \(example.kind.rawValue): \(example.event) of \(example.person) "
                    + "(\(example.truth)), \(example.from) → \(example.to), score "
                    + "\(hundredths(example.scoreBefore)) → \(hundredths(example.scoreAfter))\n    "
                    + example.reasons.joined(separator: "\n    ")
            }.joined(separator: "\n")
    }

    private func signed(_ number: Int) -> String {
        number > 0 ? "+" + number.grouped : number.grouped
    }

    private func hundredths(_ number: Double) -> String { "\((number * 100).rounded() / 100)" }
}
