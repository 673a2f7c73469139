import Packs
import Vocabulary

extension SearchPlan {
    /// Reads a plan:
    ///
    /// ```yaml
    /// trials: 40
    /// seed: 1
    /// metric: ap
    /// parameters:
    ///   eta: { from: 0.02, to: 0.2, scale: log }
    ///   max_depth: [3, 4, 5]
    /// ```
    ///
    /// - Throws: ``Fault`` `invalid` with line and column for what is not known or out of bounds.
    package init(yaml text: String, path: String, learner: String) throws {
        let declared = try LearnerNames.type(learner).parameters
        guard let mapping = try PlainYAML.read(text, path: path)?.mapping else {
            throw Fault(
                .invalid, "\(path) is no search.",
                fix: "Write `trials`, `seed`, `metric` and `parameters`.")
        }
        self.init(choices: [], trials: 24, seed: 1, metric: "ap")
        for (key, value) in mapping {
            let reader = PlanReader(path: path, node: value)
            switch key.text ?? "" {
            case "trials": trials = try reader.whole(in: 1...Double(SearchPlan.trialsMax))
            case "seed": seed = UInt64(try reader.whole(in: 0...9e15))
            case "metric": metric = try reader.word(of: SearchPlan.metrics)
            case "parameters":
                for (name, choice) in try reader.mapping() {
                    let reader = PlanReader(path: path, node: name)
                    let known = declared.map(\.name)
                    let word = try reader.word(of: known)
                    guard let parameter = declared.first(where: { $0.name == word }) else {
                        continue
                    }
                    choices.append(
                        (word, try PlanReader(path: path, node: choice).choice(parameter)))
                }
            default:
                _ = try PlanReader(path: path, node: key)
                    .word(of: ["trials", "seed", "metric", "parameters"])
            }
        }
        guard !choices.isEmpty else {
            throw Fault(
                .invalid, "\(path) names no parameters.",
                fix:
                    "Write `parameters:` with some of "
                    + "\(declared.map(\.name).joined(separator: ", "))."
            )
        }
    }

    /// What trials may be compared by.
    package static let metrics = ["ap", "auc", "card_precision"]
}

/// A place of the plan; its faults tell line and column.
private struct PlanReader {
    let path: String
    let node: PlainYAML

    func fault(_ message: String, fix: String) -> Fault {
        Fault(.invalid, "\(path):\(node.line):\(node.column): \(message)", fix: fix)
    }

    func number(in bounds: ClosedRange<Double>) throws -> Double {
        guard let number = node.text.flatMap(Double.init), bounds.contains(number) else {
            throw fault(
                "`\(node.text ?? "this")` is no number from \(bounds.lowerBound) to "
                    + "\(bounds.upperBound).", fix: "Write one.")
        }
        return number
    }

    func whole(in bounds: ClosedRange<Double>) throws -> Int {
        let number = try number(in: bounds)
        guard number == number.rounded() else {
            throw fault("`\(number)` is no whole number.", fix: "Round it.")
        }
        return Int(number)
    }

    func word(of known: [String]) throws -> String {
        guard let word = node.text, known.contains(word) else {
            throw fault(
                "`\(node.text ?? "this")` is not known here.",
                fix: "Write one of \(known.joined(separator: ", ")).")
        }
        return word
    }

    func mapping() throws -> [(key: PlainYAML, value: PlainYAML)] {
        guard let mapping = node.mapping else {
            throw fault("This has no names and values.", fix: "Write `name: value` lines.")
        }
        return mapping
    }

    func choice(_ parameter: LearnerParameter) throws -> SearchPlan.Choice {
        if let list = node.list {
            let values = try list.map {
                try PlanReader(path: path, node: $0).number(in: parameter.bounds)
            }
            if parameter.isWhole, values.contains(where: { $0 != $0.rounded() }) {
                throw fault("\(parameter.name) is a whole number.", fix: "Round the list.")
            }
            guard !values.isEmpty else { throw fault("The list is empty.", fix: "Fill it.") }
            return .list(values)
        }
        var ends: [String: Double] = [:]
        var scale = "linear"
        for (key, value) in try mapping() {
            let reader = PlanReader(path: path, node: value)
            switch key.text {
            case "from", "to": ends[key.text ?? ""] = try reader.number(in: parameter.bounds)
            case "scale": scale = try reader.word(of: ["linear", "log"])
            default:
                _ = try PlanReader(path: path, node: key).word(of: ["from", "to", "scale"])
            }
        }
        guard let from = ends["from"], let to = ends["to"], from < to else {
            throw fault(
                "A range has `from` and a greater `to`.",
                fix: "Write { from: 0.01, to: 0.3, scale: log }.")
        }
        guard scale == "linear" || from > 0 else {
            throw fault("A range by logarithm begins above 0.", fix: "Leave `scale` out.")
        }
        return .range(from...to, isLogarithmic: scale == "log")
    }
}
