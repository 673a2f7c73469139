import Foundation
import Packs
import Resolution
import Vocabulary

extension ResolutionSettings {
    private static let known = [
        "comparisons", "blocking", "training", "certain", "certain_recall", "threshold",
        "one_to_one", "missing", "seed", "limits",
    ]

    /// Reads a settings file; what may stand in it is in `Sources/Resolution/Resolution.md`.
    ///
    /// - Throws: ``Fault`` `invalid` with line and column for what is not known or out of bounds.
    init(yamlFile path: String) throws {
        guard let bytes = FileManager.default.contents(atPath: path) else {
            throw Fault(.notFound, "There is no \(path).", fix: "Name a file of settings.")
        }
        let text = String(decoding: bytes, as: UTF8.self)
        guard let mapping = try PlainYAML.read(text, path: path)?.mapping else {
            throw Fault(
                .invalid, "\(path) holds no settings.", fix: "Write `comparisons` and `blocking`.")
        }
        self.init(comparisons: [], blocking: [])
        var hasTraining = false
        for (key, value) in mapping {
            let place = SettingsPlace(path: path, node: value)
            switch key.text ?? "" {
            case "comparisons": comparisons = try place.list().map { try $0.comparison() }
            case "blocking": blocking = try place.list().map { try $0.rule() }
            case "training":
                training = try place.list().map { try $0.rule() }
                hasTraining = true
            case "certain": certain = try place.list().map { try $0.rule() }
            case "certain_recall": certainRecall = try place.number(in: 0.01...1)
            case "threshold": threshold = try place.threshold()
            case "one_to_one": isOneToOne = try place.word(of: ["true", "false"]) == "true"
            case "missing": missing = try place.list().map { $0.node.text ?? "" }
            case "seed": seed = UInt64(try place.number(in: 0...9e15))
            case "limits": try place.read(&limits)
            default:
                _ = try SettingsPlace(path: path, node: key).word(of: ResolutionSettings.known)
            }
        }
        if !hasTraining { training = blocking }
        do { try check() } catch let fault as Fault {
            throw Fault(fault.code, "\(path): \(fault.message)", fix: fault.fix)
        }
    }
}

/// A place of the settings; its faults tell line and column.
private struct SettingsPlace {
    let path: String
    let node: PlainYAML

    func fault(_ message: String, fix: String) -> Fault {
        Fault(.invalid, "\(path):\(node.line):\(node.column): \(message)", fix: fix)
    }

    func list() throws -> [SettingsPlace] {
        guard let list = node.list else {
            throw fault("This is no list.", fix: "Write each entry behind a hyphen, or in [].")
        }
        return list.map { SettingsPlace(path: path, node: $0) }
    }

    func mapping() throws -> [(key: PlainYAML, value: SettingsPlace)] {
        guard let mapping = node.mapping else {
            throw fault("This has no names and values.", fix: "Write `name: value` lines.")
        }
        return mapping.map { ($0.key, SettingsPlace(path: path, node: $0.value)) }
    }

    func number(in bounds: ClosedRange<Double>) throws -> Double {
        guard let number = node.text.flatMap(Double.init), bounds.contains(number) else {
            throw fault(
                "`\(node.text ?? "this")` is no number from \(bounds.lowerBound) to "
                    + "\(bounds.upperBound).", fix: "Write one.")
        }
        return number
    }

    func word(of known: [String]) throws -> String {
        guard let word = node.text, known.contains(word) else {
            throw fault(
                "`\(node.text ?? "this")` is not known here.",
                fix: "Write one of \(known.joined(separator: ", ")).")
        }
        return word
    }

    func rule() throws -> BlockingRule {
        guard let rule = node.text.flatMap({ BlockingRule($0) }) else {
            throw fault(
                "`\(node.text ?? "this")` is no rule.",
                fix: "Write columns with & between them, such as "
                    + "`soundex(surname) & prefix(given_name, 2) & year(date_of_birth)`; forms "
                    + "are \(KeyPart.Form.allCases.map(\.rawValue).joined(separator: ", ")).")
        }
        return rule
    }

    func comparison() throws -> Comparison {
        var column = ""
        var kind = ValueKind.text
        var levels: [LevelTest]?
        var isByFrequency: Bool?
        for (key, value) in try mapping() {
            switch key.text ?? "" {
            case "column": column = value.node.text ?? ""
            case "kind":
                kind = ValueKind(rawValue: try value.word(of: ValueKind.allCases.map(\.rawValue)))!
            case "levels": levels = try value.list().map { try $0.level() }
            case "by_frequency":
                isByFrequency = try value.word(of: ["true", "false"]) == "true"
            default:
                _ = try SettingsPlace(path: path, node: key)
                    .word(of: ["column", "kind", "levels", "by_frequency"])
            }
        }
        guard !column.isEmpty else {
            throw fault("This comparison has no column.", fix: "Write `column: surname`.")
        }
        return Comparison(
            column: column, kind: kind, levels: levels, isByFrequency: isByFrequency)
    }

    func level() throws -> LevelTest {
        guard let level = node.text.flatMap({ LevelTest($0) }) else {
            throw fault(
                "`\(node.text ?? "this")` is no level.", fix: "Write one of \(LevelTest.grammar).")
        }
        return level
    }

    /// `best_f1`, a probability, or `{ precision: 0.99 }`.
    func threshold() throws -> ResolutionSettings.Threshold {
        if node.text == "best_f1" { return .bestF1 }
        if node.mapping == nil { return .probability(try number(in: 0.001...0.999_999)) }
        for (key, value) in try mapping() {
            _ = try SettingsPlace(path: path, node: key).word(of: ["precision"])
            return .precision(try value.number(in: 0.001...0.999_999))
        }
        throw fault("This is no threshold.", fix: "Write best_f1, 0.9 or { precision: 0.99 }.")
    }

    func read(_ limits: inout ResolutionLimits) throws {
        for (key, value) in try mapping() {
            switch key.text ?? "" {
            case "block_records": limits.blockRecordsMax = Int(try value.number(in: 2...1e6))
            case "pairs": limits.pairsMax = Int(try value.number(in: 1...1e11))
            case "random_pairs": limits.randomPairsMax = Int(try value.number(in: 1000...1e8))
            case "training_pairs": limits.trainingPairsMax = Int(try value.number(in: 1000...1e8))
            case "cluster_records": limits.clusterRecordsMax = Int(try value.number(in: 2...1e6))
            case "probability": limits.probabilityMin = try value.number(in: 1e-9...0.999)
            default:
                _ = try SettingsPlace(path: path, node: key).word(of: [
                    "block_records", "pairs", "random_pairs", "training_pairs", "cluster_records",
                    "probability",
                ])
            }
        }
    }
}
