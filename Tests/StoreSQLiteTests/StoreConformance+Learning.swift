import Pipeline
import Testing
import Toolbox
import Vocabulary

/// What every store must do with models and labels.
extension StoreConformance {
    static let learningChecks: [(name: String, check: @Sendable (any Store) throws -> Void)] = [
        ("no models and labels", noLearning), ("versions of models", versions),
        ("files of models, to the byte", modelFiles), ("stages of models", stages),
        ("steps that cannot be", impossibleSteps), ("one canary", oneCanary),
        ("rolling back", rollingBack), ("rolling back at random", randomRollbacks),
        ("the ledger of models", ledger), ("labels in order", labelOrder),
        ("labels sent twice", labelsTwice), ("labels that cannot be", impossibleLabels),
        ("counts of labels", labelCounts),
    ]

    private static let files = ["manifest.json": "{\"é\":1}\n", "model.json": "[1,2]"]

    /// Registers so many versions of `fraud`, each with files of its own.
    private static func register(_ count: Int, in store: any Store) throws {
        for version in 1...count {
            let kept = try store.register(
                model: "fraud", files: ["model.json": "\(version)"], at: Int64(version),
                by: "ann", why: "version \(version)")
            #expect(kept == version)
        }
    }

    private static func move(
        _ version: Int, _ stage: ModelStage, share: Double = 1, in store: any Store
    ) throws {
        try store.move(
            ModelRelease(name: "fraud", version: version, stage: stage, share: share), at: 100,
            by: "bob", why: "é \"why\"")
    }

    private static func standing(_ store: any Store) throws -> [String] {
        try store.modelReleases().map { "\($0.version) \($0.stage.rawValue)" }
    }

    static func noLearning(_ store: any Store) throws {
        #expect(try store.modelReleases().isEmpty)
        #expect(try store.modelFiles(name: "fraud", version: 1) == nil)
        #expect(try store.modelFile(name: "fraud", version: 1, path: "card.md") == nil)
        #expect(try store.modelChanges(limit: 10).isEmpty)
        #expect(try store.lastModelChange() == 0)
        #expect(try store.labels(after: 0, limit: 10).isEmpty)
        #expect(try store.labels(of: .event(source: "a", id: "b")).isEmpty)
        #expect(try store.labelCounts().isEmpty)
        #expect(try store.record([]) == 0)
    }

    static func versions(_ store: any Store) throws {
        func register(_ name: String, _ files: [String: String]) throws -> Int {
            try store.register(model: name, files: files, at: 7, by: "ann", why: "")
        }
        #expect(try register("fraud", files) == 1)
        #expect(try register("fraud", files.merging(["model.json": "[1,3]"]) { $1 }) == 2)
        #expect(try register("fraud", files) == 1)
        #expect(try register("bots", files) == 1)
        // The same content under another path is another bundle.
        #expect(try register("bots", ["manifest.jsonm": "", "odel.json": ""]) == 2)
        #expect(try register("bots", ["manifest.json": "", "model.json": ""]) == 3)
        #expect(try store.lastModelChange() == 5)
        #expect(
            try store.modelReleases().map { "\($0.name) \($0.version)" }
                == ["bots 1", "bots 2", "bots 3", "fraud 1", "fraud 2"])
        #expect(try store.modelReleases().allSatisfy { $0.stage == .shadow && $0.share == 1 })
        for name in ["", "1a", "a b", "é", "a/b", String(repeating: "a", count: 65), "a-b"] {
            let fault = #expect(throws: Fault.self) { try register(name, files) }
            #expect(fault?.code == .invalid && fault?.fix != nil)
        }
        #expect(throws: Fault.self) { try register("fraud", [:]) }
        #expect(throws: Fault.self) {
            try store.register(model: "fraud", files: ["a": "new"], at: 1, by: "", why: "")
        }
        #expect(try store.modelReleases().count == 5)
    }

    static func modelFiles(_ store: any Store) throws {
        var big = SplitMix64(seed: 5)
        let files = [
            "manifest.json": "{\r\n\t\"é\u{301}\": \"\u{1F600}\0\"}", "empty.txt": "",
            "deep/model.json": (0..<50_000).map { _ in "\(big.next())," }.joined(),
        ]
        _ = try store.register(model: "fraud", files: files, at: 1, by: "ann", why: "")
        let back = try #require(try store.modelFiles(name: "fraud", version: 1))
        #expect(back.count == files.count)
        for (path, text) in files {
            // By bytes: to Swift, texts that look alike are equal.
            #expect(back[path].map { Array($0.utf8) } == Array(text.utf8), "\(path)")
            #expect(try store.modelFile(name: "fraud", version: 1, path: path) == text)
        }
        #expect(try store.modelFiles(name: "fraud", version: 2) == nil)
        #expect(try store.modelFile(name: "fraud", version: 1, path: "none") == nil)
    }

    static func stages(_ store: any Store) throws {
        try register(3, in: store)
        try move(1, .live, in: store)
        try move(2, .canary, share: 0.25, in: store)
        #expect(try standing(store) == ["1 live", "2 canary", "3 shadow"])
        #expect(try store.modelReleases()[1].share == 0.25)
        try move(2, .canary, share: 0.5, in: store)
        #expect(try store.modelReleases()[1].share == 0.5)
        try move(2, .live, in: store)
        #expect(try standing(store) == ["1 retired", "2 live", "3 shadow"])
        #expect(try store.modelReleases()[1].share == 1)
        try move(1, .shadow, in: store)
        try move(2, .retired, in: store)
        #expect(try standing(store) == ["1 shadow", "2 retired", "3 shadow"])
        try move(2, .live, in: store)
        #expect(try standing(store) == ["1 shadow", "2 live", "3 shadow"])
    }

    static func impossibleSteps(_ store: any Store) throws {
        try register(2, in: store)
        try move(1, .live, in: store)
        let last = try store.lastModelChange()
        for (version, stage, share, code) in [
            (1, .live, 1, .conflict), (3, .live, 1, .notFound), (2, .canary, 0, .invalid),
            (2, .canary, 1.5, .invalid), (2, .canary, .nan, .invalid), (0, .shadow, 1, .notFound),
        ] as [(Int, ModelStage, Double, Fault.Code)] {
            let fault = #expect(throws: Fault.self) {
                try move(version, stage, share: share, in: store)
            }
            #expect(fault?.code == code && fault?.fix != nil, "\(version) \(stage)")
        }
        let unknown = #expect(throws: Fault.self) {
            try store.move(
                ModelRelease(name: "bots", version: 1, stage: .live), at: 1, by: "ann", why: "")
        }
        #expect(unknown?.code == .notFound)
        #expect(try store.lastModelChange() == last)
        #expect(try standing(store) == ["1 live", "2 shadow"])
    }

    static func oneCanary(_ store: any Store) throws {
        try register(2, in: store)
        try move(1, .canary, share: 0.1, in: store)
        let fault = #expect(throws: Fault.self) { try move(2, .canary, share: 0.1, in: store) }
        #expect(fault?.code == .conflict)
        #expect(fault?.message.contains("Version 1") == true)
        #expect(try standing(store) == ["1 canary", "2 shadow"])
        try move(1, .shadow, in: store)
        try move(2, .canary, share: 0.1, in: store)
        #expect(try standing(store) == ["1 shadow", "2 canary"])
    }

    static func rollingBack(_ store: any Store) throws {
        func back() throws -> Int {
            try store.rollBack(model: "fraud", at: 9, by: "cy", why: "worse").version
        }
        #expect(#expect(throws: Fault.self) { try back() }?.code == .notFound)
        try register(3, in: store)
        #expect(#expect(throws: Fault.self) { try back() }?.code == .conflict)
        try move(1, .live, in: store)
        #expect(#expect(throws: Fault.self) { try back() }?.code == .conflict)
        try move(2, .live, in: store)
        try move(3, .live, in: store)
        #expect(try back() == 2)
        #expect(try standing(store) == ["1 retired", "2 live", "3 retired"])
        let lines = try store.modelChanges(limit: 2)
        #expect(lines.map(\.release.version) == [2, 3])
        #expect(lines.map(\.release.stage) == [.live, .retired])
        #expect(lines.map(\.from) == [.retired, .live])
        #expect(lines.allSatisfy { $0.by == "cy" && $0.why == "worse" && $0.at == 9 })
        // Never forth: 3 was taken back.
        #expect(try back() == 1)
        #expect(#expect(throws: Fault.self) { try back() }?.code == .conflict)
        try move(3, .live, in: store)
        #expect(try back() == 1)
        // What was put back by hand is a step like any other.
        try move(2, .live, in: store)
        try move(1, .live, in: store)
        #expect(try back() == 2)
        #expect(try back() == 1)
    }

    /// Against a stack: each promotion puts on top, each rollback takes off what is on top.
    static func randomRollbacks(_ store: any Store) throws {
        let seed: UInt64 = 77
        var random = SplitMix64(seed: seed)
        try register(4, in: store)
        var stack: [Int] = []
        for _ in 0..<200 {
            if random.chance(0.5) {
                let version = 1 + random.below(4)
                guard stack.last != version else { continue }
                try move(version, .live, in: store)
                stack.append(version)
            } else if stack.count > 1 {
                stack.removeLast()
                let back = try store.rollBack(model: "fraud", at: 1, by: "ann", why: "")
                #expect(back.version == stack.last, "seed \(seed)")
            }
            let live = try store.modelReleases().filter { $0.stage == .live }.map(\.version)
            #expect(live == stack.suffix(1), "seed \(seed)")
        }
    }

    static func ledger(_ store: any Store) throws {
        try register(2, in: store)
        _ = try store.register(model: "bots", files: files, at: 50, by: "eve", why: "other")
        try move(1, .canary, share: 0.3, in: store)
        try move(1, .live, in: store)
        try move(2, .live, in: store)
        let lines = try store.modelChanges(limit: 100)
        #expect(lines.map(\.sequence) == [7, 6, 5, 4, 3, 2, 1])
        #expect(try store.lastModelChange() == 7)
        #expect(lines.map(\.release.version) == [2, 1, 1, 1, 1, 2, 1])
        #expect(
            lines.map(\.release.stage)
                == [.live, .retired, .live, .canary, .shadow, .shadow, .shadow])
        #expect(lines.map(\.from) == [.shadow, .live, .canary, .shadow, nil, nil, nil])
        #expect(lines[3].release.share == 0.3 && lines[2].release.share == 1)
        #expect(lines[2].by == "bob" && lines[2].why == "é \"why\"" && lines[2].at == 100)
        #expect(try store.modelChanges(limit: 2).map(\.sequence) == [7, 6])
        #expect(try store.modelChanges(limit: -1).isEmpty)
        #expect(try store.modelChanges(of: "bots", limit: 9).map(\.why) == ["other"])
        #expect(try store.modelChanges(of: "fraud", limit: 3).map(\.sequence) == [7, 6, 5])
        #expect(try store.modelChanges(of: "none", limit: 3).isEmpty)
    }

    private static func label(
        _ id: String, _ isPositive: Bool = true, source: String = "chargeback",
        recordedAt: Int64 = 20
    ) -> Label {
        Label(
            subject: .event(source: "shop", id: id), name: "fraud", isPositive: isPositive,
            source: source, confidence: 0.5, time: 10, recordedAt: recordedAt, propensity: 0.125)
    }

    static func labelOrder(_ store: any Store) throws {
        var labels = (1...25).map { label("é'\($0)", $0.isMultiple(of: 3)) }
        labels.append(
            Label(
                subject: .entity(kind: "shop", name: "é'1"), name: "fraud", isPositive: true,
                source: "case", time: -5, recordedAt: -5))
        #expect(try store.record(Array(labels[..<10])) == 10)
        #expect(try store.record(Array(labels[10...])) == 16)
        var read: [(sequence: Int64, label: Label)] = []
        while true {
            let page = try store.labels(after: read.last?.sequence ?? 0, limit: 7)
            if page.isEmpty { break }
            read += page
        }
        #expect(read.map(\.label) == labels)
        #expect(zip(read, read.dropFirst()).allSatisfy { $0.sequence < $1.sequence })
        #expect(try store.labels(after: 0, limit: -1).isEmpty)
        // An event and an entity of the same names are two.
        #expect(try store.labels(of: labels[0].subject) == [labels[0]])
        #expect(try store.labels(of: labels[25].subject) == [labels[25]])
    }

    static func labelsTwice(_ store: any Store) throws {
        let first = label("1")
        #expect(try store.record([first, first, label("2")]) == 2)
        #expect(try store.record([first]) == 0)
        // A change of mind is another label; the earlier one stays.
        let later = label("1", false, recordedAt: 30)
        #expect(try store.record([first, later]) == 1)
        #expect(try store.labels(of: first.subject) == [first, later])
        #expect(try store.record([label("1", source: "case")]) == 1)
        #expect(try store.labels(after: 0, limit: 100).count == 4)
    }

    static func impossibleLabels(_ store: any Store) throws {
        var bad = [Label](repeating: label("1"), count: 10)
        bad[0].confidence = 0
        bad[1].confidence = .nan
        bad[2].propensity = 1.5
        bad[3].propensity = -1
        bad[4].recordedAt = 9
        bad[5].name = "Fraud"
        bad[6].source = ""
        bad[7].subject = .event(source: "", id: "1")
        bad[8].subject = .entity(kind: "account", name: "")
        bad[9].name = ""
        for label in bad {
            let fault = #expect(throws: Fault.self) { try store.record([self.label("2"), label]) }
            #expect(fault?.code == .invalid)
            #expect(fault?.message.contains("Label 2") == true)
        }
        #expect(try store.labels(after: 0, limit: 10).isEmpty)
        #expect(try store.labelCounts().isEmpty)
    }

    static func labelCounts(_ store: any Store) throws {
        _ = try store.record((0..<9).map { label("\($0)", $0.isMultiple(of: 3)) })
        _ = try store.record((5..<12).map { label("\($0)", $0.isMultiple(of: 3)) })
        _ = try store.record([label("1", source: "case")])
        #expect(
            try store.labelCounts() == [
                LabelCount(name: "fraud", source: "case", isPositive: true, labels: 1),
                LabelCount(name: "fraud", source: "chargeback", isPositive: false, labels: 8),
                LabelCount(name: "fraud", source: "chargeback", isPositive: true, labels: 4),
            ])
    }
}
