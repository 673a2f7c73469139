// What authors used to other languages write, and what it is called here.

enum Hints {
    /// Symbols that are not of the language, with the token they stand for.
    static let symbols: [(written: String, meant: String, kind: Token.Kind)] = [
        ("===", "==", .equal), ("!==", "!=", .notEqual), ("=>", ">=", .greaterEqual),
        ("=<", "<=", .lessEqual), ("<>", "!=", .notEqual), ("=", "==", .equal), ("&", "&&", .and),
        ("|", "||", .or),
    ]

    /// Words between or before operands, with the operators they stand for.
    static func operatorMeant(by word: String) -> (symbol: String, kind: Token.Kind)? {
        switch word {
        case "and", "AND", "And": ("&&", .and)
        case "or", "OR", "Or": ("||", .or)
        case "not", "NOT", "Not": ("!", .not)
        default: nil
        }
    }

    /// Names that other languages give to constants of this one.
    static func constantMeant(by name: String) -> String? {
        switch name {
        case "True", "TRUE": "write true"
        case "False", "FALSE": "write false"
        case "None", "nil", "NULL", "Null", "undefined":
            "write null, or ask with has(…) whether a value is there"
        default: nil
        }
    }

    /// Functions and methods that are called otherwise here.
    static func functionMeant(by name: String) -> String? {
        switch name {
        case "length", "len", "count", "Length", "strlen": "size()"
        case "toLowerCase", "lower", "lowercase", "toLower", "tolower": "lowerAscii()"
        case "toUpperCase", "upper", "uppercase", "toUpper", "toupper": "upperAscii()"
        case "some", "any": "exists(…)"
        case "every": "all(…)"
        case "strip": "trim()"
        default: nil
        }
    }

    /// Methods that ask a list for a member.
    static let membership: Set<String> = ["includes", "contains", "has", "contain", "include"]
}

extension Checker {
    /// The declared names that end in a written one, or else the one nearest to it.
    func nameMeant(by name: String, among candidates: [String]) -> String? {
        let tail = "." + name
        let full = environment.variables.keys.filter { $0.hasSuffix(tail) }.sorted()
        switch full.count {
        case 1: return "did you mean \(full[0])?"
        case 2, 3:
            let last = full[full.count - 1]
            return "did you mean \(full.dropLast().joined(separator: ", ")) or \(last)?"
        default: break
        }
        if let constant = Hints.constantMeant(by: name) { return constant }
        return Suggestions.closest(to: name, among: candidates).map { "did you mean \($0)?" }
    }

    /// How a macro is written, if there is one of that name.
    func macroUsage(_ name: String) -> String? {
        guard environment.macrosEnabled else { return nil }
        if let extra = ExtraMacro(rawValue: name) {
            return environment.extraMacros.contains(extra) ? extra.usage : nil
        }
        switch name {
        case "all", "exists", "exists_one", "existsOne", "filter":
            return "list.\(name)(x, condition)"
        case "map", "sortBy": return "list.\(name)(x, value)"
        case "optMap", "optFlatMap": return "optional.\(name)(x, value)"
        default: return nil
        }
    }

    /// `x in list`, for `list.includes(x)` and its like.
    func membershipMeant(
        by name: String, _ target: Expression.ID?, _ arguments: [Expression.ID]
    ) -> String? {
        guard Hints.membership.contains(name), let target, arguments.count == 1 else { return nil }
        return "write \(tree.text(of: arguments[0])) in \(tree.text(of: target))"
    }
}
