import CEL
import Foundation
import Vocabulary

/// Variables of expressions, and rows of their values, from JSON.
struct CELVariables {
    private(set) var variables: [Variable] = []
    private(set) var row: [Value] = []

    /// One variable for each name in an object, of the type its value has; what lists and maps hold
    /// is not looked into.
    init(path: String, arena: Arena) throws {
        let object = try CELVariables.object(path)
        for (name, value) in object.sorted(by: { $0.key < $1.key }) {
            let value = CELVariables.value(value, .dyn, arena)
            variables.append(
                Variable(name: name, type: CELVariables.type(of: value), slot: row.count))
            row.append(value)
        }
    }

    /// One variable for each name beside the name of its type; the row is empty.
    init(types: [String: String]) throws {
        for (name, text) in types.sorted(by: { $0.key < $1.key }) {
            guard let type = CELVariables.type(named: text) else {
                throw Fault(
                    .invalid, "There is no type '\(text)', of \(name).",
                    fix: "Write one such as int, list(string) or map(string, dyn).")
            }
            variables.append(Variable(name: name, type: type, slot: variables.count))
        }
    }

    /// The values of one event, in the order of the variables; what it lacks is absent.
    func row(of event: [String: Any], _ arena: Arena) -> [Value] {
        variables.map { variable in
            event[variable.name].map { CELVariables.value($0, variable.type, arena) } ?? .absent
        }
    }

    /// The object a JSON file holds.
    static func object(_ path: String) throws -> [String: Any] {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw Fault(.notFound, "Cannot read \(path).", fix: "Check the path.")
        }
        guard let object = try? JSONSerialization.jsonObject(with: data) as? [String: Any] else {
            throw Fault(.invalid, "\(path) is no JSON object.", fix: "Write {\"name\": value}.")
        }
        return object
    }

    private static func type(of value: Value) -> Type {
        switch value.kind {
        case .string: .string
        case .bool: .bool
        case .int: .int
        case .double: .double
        default: .dyn
        }
    }

    private static func type(named text: String) -> Type? {
        let simple: [String: Type] = [
            "dyn": .dyn, "bool": .bool, "int": .int, "double": .double, "string": .string,
        ]
        if let type = simple[text] { return type }
        guard text.hasSuffix(")") else { return nil }
        let inner = text.dropLast()
        if inner.hasPrefix("list(") {
            return type(named: String(inner.dropFirst(5))).map { .list($0) }
        }
        guard inner.hasPrefix("map(string, ") else { return nil }
        return type(named: String(inner.dropFirst(12))).map { .map(.string, $0) }
    }

    private static func value(_ object: Any, _ type: Type, _ arena: Arena) -> Value {
        var element = Type.dyn
        if case .list(let inner) = type { element = inner }
        if case .map(_, let inner) = type { element = inner }
        switch object {
        case let text as String: return arena.string(text)
        case let list as [Any]: return arena.list(list.map { value($0, element, arena) })
        case let map as [String: Any]:
            return arena.map(
                map.sorted { $0.key < $1.key }.map { key, entry in
                    (key: arena.string(key), value: value(entry, element, arena))
                })
        case let number as NSNumber:
            return type == .double ? .double(number.doubleValue) : self.number(number)
        default: return .null
        }
    }

    private static func number(_ number: NSNumber) -> Value {
        let type = String(cString: number.objCType)
        if type == "c" || type == "B" { return .bool(number.boolValue) }
        return type == "d" || type == "f" ? .double(number.doubleValue) : .int(number.int64Value)
    }
}
