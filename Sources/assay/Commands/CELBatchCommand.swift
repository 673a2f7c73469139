import ArgumentParser
import CEL
import Foundation
import Vocabulary

/// `assay cel batch`: many expressions over one row, for `script/differential`.
///
/// The row file is `{"variables": {name: type}, "values": {name: value}}`. Each line of standard
/// input is an expression as a JSON string; each line of output is an object with its `type` and
/// either `value`, `error` (there is no value) or `refused` (it does not compile).
struct CELBatchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "batch", abstract: "Evaluates an expression a line.", shouldDisplay: false)

    @Option(help: "A JSON file with the types and values of the variables.")
    var row: String

    func run() throws {
        let file = try CELVariables.object(row)
        let bound = try CELVariables(types: file["variables"] as? [String: String] ?? [:])
        let arena = Arena()
        let values = bound.row(of: file["values"] as? [String: Any] ?? [:], arena) + [.absent]
        let environment = Environment(variables: bound.variables)
        let scratch = Scratch()
        while let line = readLine() {
            guard
                let expression = try? JSONSerialization.jsonObject(
                    with: Data(line.utf8), options: .fragmentsAllowed) as? String
            else {
                throw Fault(
                    .invalid, "A line is no JSON string: \(line)", fix: "Quote each expression.")
            }
            let answer = answer(expression, environment, values, scratch)
            let data = try JSONSerialization.data(withJSONObject: answer, options: .sortedKeys)
            print(String(decoding: data, as: UTF8.self))
        }
    }

    private func answer(
        _ expression: String, _ environment: Environment, _ values: [Value], _ scratch: Scratch
    ) -> [String: Any] {
        scratch.reset()
        let compilation = Compiler.compile(expression, in: environment)
        guard let program = compilation.program else {
            return ["refused": compilation.diagnostics.first?.message ?? "no reason given"]
        }
        return values.withUnsafeBufferPointer { slots in
            guard let start = slots.baseAddress else { return [:] }
            let value = program.evaluate(start, scratch)
            let type = compilation.type.description
            return value.isError
                ? ["type": type, "error": program.describe(value)]
                : ["type": type, "value": TaggedValue.json(value)]
        }
    }
}

/// Values as JSON that keeps their kinds apart, in the form of the conformance files.
private enum TaggedValue {
    static func json(_ value: Value) -> [String: Any] {
        switch value.kind {
        case .null: ["null": NSNull()]
        case .bool: ["bool": value.asBool]
        case .int: ["int": "\(value.asInt)"]
        case .uint: ["uint": "\(value.asUInt)"]
        case .double: ["double": "\(value.asDouble)"]
        case .string: ["string": value.text]
        case .bytes: ["bytes": value.asBytes.map { Int($0) }]
        case .timestamp: ["timestamp": [value.asInt, Int64(value.aux)]]
        case .duration: ["duration": [value.asInt, Int64(value.aux)]]
        case .list: ["list": value.items.map(json)]
        case .map:
            [
                "map": (0..<Int(value.aux)).map {
                    [json(value.elements[$0]), json(value.elements[Int(value.aux) + $0])]
                }
            ]
        default: ["other": value.rendered]
        }
    }
}
