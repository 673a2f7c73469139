import Foundation

/// One case: an expression, what it may read, and what must come of it.
struct ConformanceCase {
    let expression: String
    private let fields: [String: Any]

    init(_ fields: [String: Any]) {
        self.fields = fields
        expression = fields["expr"] as? String ?? ""
    }

    /// Why the case fails; nil when it passes.
    func failure(_ scratch: Scratch) -> String? {
        scratch.reset()
        let expected = fields["expect"] as? [String: Any] ?? [:]
        let names = Set(typesByName.keys).union(bindings.keys).sorted()
        let variables = names.enumerated().map {
            Variable(name: $0.element, type: typesByName[$0.element] ?? .dyn, slot: $0.offset)
        }
        let environment = Environment(
            container: fields["container"] as? String ?? "", variables: variables,
            libraries: [Library(functions)],
            macrosEnabled: fields["disable_macros"] as? Bool != true)
        let compilation = Compiler.compile(
            expression, in: environment, check: fields["disable_check"] as? Bool != true)
        let expectsError = expected["error"] as? Bool == true
        guard let program = compilation.program else {
            if expectsError { return nil }
            return "does not compile: "
                + compilation.diagnostics.map(\.message)
                .joined(separator: "; ")
        }
        if let type = expected["type"] {
            let wanted = ConformanceFormat.type(type)
            if compilation.type != wanted {
                return "type is \(compilation.type), expected \(wanted)"
            }
        }
        if fields["check_only"] as? Bool == true {
            return expectsError ? "checks, expected an error" : nil
        }
        let row = names.map { name in
            bindings[name].map { ConformanceFormat.value($0, scratch.arena) } ?? .absent
        }
        let value = row.withUnsafeBufferPointer { slots in
            withUnsafePointer(to: Value.absent) {
                program.evaluate(slots.baseAddress ?? $0, scratch)
            }
        }
        if expectsError {
            return value.isError ? nil : "is \(value.rendered), expected an error"
        }
        if value.isError { return program.describe(value) }
        let wanted = ConformanceFormat.value(expected["value"] ?? NSNull(), scratch.arena)
        return ConformanceFormat.isSame(value, wanted)
            ? nil : "is \(value.rendered), expected \(wanted.rendered)"
    }

    private var bindings: [String: Any] { fields["bindings"] as? [String: Any] ?? [:] }

    private var typesByName: [String: Type] {
        let list = fields["type_env"] as? [[String: Any]] ?? []
        return list.reduce(into: [:]) { types, entry in
            if let name = entry["name"] as? String, let type = entry["type"] {
                types[name] = ConformanceFormat.type(type)
            }
        }
    }

    private var functions: [Function] {
        let list = fields["functions"] as? [[String: Any]] ?? []
        return list.map { entry in
            let overloads = entry["overloads"] as? [[String: Any]] ?? []
            return Function(
                name: entry["name"] as? String ?? "",
                overloads: overloads.map { overload in
                    Overload(
                        id: overload["id"] as? String ?? "",
                        parameters: (overload["params"] as? [Any] ?? []).map(
                            ConformanceFormat.type),
                        result: ConformanceFormat.type(overload["result"] ?? "dyn"),
                        isMember: overload["member"] as? Bool == true)
                })
        }
    }
}

/// Values and types as the JSON files write them.
enum ConformanceFormat {
    static func type(_ json: Any) -> Type {
        if let name = json as? String { return simpleTypes[name] ?? .dyn }
        guard let parts = json as? [Any], let head = parts.first as? String else { return .dyn }
        switch head {
        case "list": return .list(type(parts[1]))
        case "map": return .map(type(parts[1]), type(parts[2]))
        case "wrapper": return .wrapper(type(parts[1]))
        case "type": return .type(type(parts[1]))
        case "param": return .param(parts[1] as? String ?? "")
        case "message": return .message(parts[1] as? String ?? "")
        case "abstract":
            let name = parts[1] as? String ?? ""
            let parameters = parts.dropFirst(2).map(type)
            return name == "optional_type" ? .optional(parameters[0]) : .opaque(name, parameters)
        default: return .dyn
        }
    }

    private static let simpleTypes: [String: Type] = [
        "int": .int, "uint": .uint, "double": .double, "string": .string, "bytes": .bytes,
        "bool": .bool, "null_type": .null, "dyn": .dyn, "any": .dyn, "timestamp": .timestamp,
        "duration": .duration, "error": .error,
    ]

    static func value(_ json: Any, _ arena: Arena) -> Value {
        guard let object = json as? [String: Any], let (kind, content) = object.first else {
            return .error(.invalidArgument, "not a value")
        }
        let text = content as? String ?? ""
        switch kind {
        case "null": return .null
        case "bool": return .bool(content as? Bool ?? false)
        case "int": return .int(Int64(text) ?? 0)
        case "uint": return .uint(UInt64(text) ?? 0)
        case "double": return .double(Double(text) ?? 0)
        case "string": return arena.string(text)
        case "bytes":
            return arena.string(Array(Data(base64Encoded: text) ?? Data()), kind: .bytes)
        case "list": return arena.list((content as? [Any] ?? []).map { value($0, arena) })
        case "map":
            return arena.map(
                (content as? [[Any]] ?? []).map { (value($0[0], arena), value($0[1], arena)) })
        case "timestamp", "duration":
            let parts = content as? [Int] ?? [0, 0]
            return kind == "timestamp"
                ? Times.timestamp(Int64(parts[0]), Int64(parts[1]))
                : Times.duration(Int64(parts[0]), Int64(parts[1]))
        case "type":
            var name = arena.string(text)
            name.kind = .type
            return name
        default: return .error(.invalidArgument, "not a value this module has")
        }
    }

    /// Stricter than equality in the language: the kinds must be the same, and NaN is itself.
    static func isSame(_ one: Value, _ other: Value) -> Bool {
        guard one.kind == other.kind else { return false }
        switch one.kind {
        case .double:
            return one.bits == other.bits || (one.asDouble.isNaN && other.asDouble.isNaN)
        case .list:
            return one.count == other.count
                && zip(one.items, other.items).allSatisfy { isSame($0, $1) }
        case .map:
            guard one.count == other.count else { return false }
            return (0..<one.count).allSatisfy { index in
                other.lookup(one.elements[index]).map {
                    isSame(one.elements[one.count + index], $0)
                } ?? false
            }
        default: return one.equals(other)
        }
    }
}
