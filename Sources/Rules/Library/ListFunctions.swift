import CEL
import Toolbox

/// `list("name")` and `value in list("name")`.
struct ListFunctions {
    let lists: NamedLists

    var functions: [LibraryFunction] { [list, membership] }

    /// The type of `list("name")`: only `in` looks into it.
    static func type(of kind: NamedList.Kind) -> CEL.`Type` {
        switch kind {
        case .string: named(.string)
        case .int: named(.int)
        case .cidr: named(.opaque("cidr", []))
        case .domain: named(.opaque("domain", []))
        case .regex: named(.opaque("regex", []))
        }
    }

    private static func named(_ element: CEL.`Type`) -> CEL.`Type` {
        .opaque("named_list", [element])
    }

    /// `list(name)`: a list of the pack, by its name, which must be written out.
    ///
    /// An unknown name is refused when the rule is compiled, and so is a value of a type that the
    /// kind of the list does not take.
    ///
    /// ```cel
    /// event.ip in list("hosting")
    /// ```
    private var list: LibraryFunction {
        LibraryFunction(
            "list", "A list of the pack, to be used after 'in'.", examples: Self.examples,
            Overload(
                id: "named_list", parameters: [.string], result: Self.named(.dyn), isPure: true,
                cost: 1,
                // A list is known by its place at run time.
                implementation: { [lists] a, _ in
                    lists.index(of: a[0].asBytes).map { .int(Int64($0)) }
                        ?? .error(.invalidArgument, "there is no such list")
                },
                literalCheck: { [lists] literals in
                    guard let name = literals[0]?.text else {
                        return "a list's name is written out, as in list(\"hosting\")"
                    }
                    return lists.isComplete && lists[name] == nil
                        ? Self.unknown(name, lists) : nil
                },
                literalResult: { [lists] literals in
                    literals[0]?.text.flatMap { lists[$0] }.map { Self.type(of: $0.kind) }
                }))
    }

    private static let examples = [
        #"ip("203.0.113.9") in list("hosting")"#, #""203.0.113.9" in list("hosting")"#,
        #"!("198.51.100.1" in list("hosting"))"#, #""kari" in list("names")"#,
        #""mail.example.com" in list("domains")"#, #""user12345" in list("patterns")"#,
        #"64500 in list("networks")"#,
    ]

    private static func unknown(_ name: String, _ lists: NamedLists) -> String {
        let message = "there is no list '\(name)'"
        if lists.names.isEmpty { return message + "; this pack has none" }
        let close = EditDistance.suggestion(for: name, among: lists.names)
        return message + (close.map { "; did you mean \($0)?" } ?? "")
    }

    /// `value in list(name)`: whether an entry of the list that is in force takes the value in.
    ///
    /// Not pure: what is in force changes with the time of the event (``Scratch/time``).
    private var membership: LibraryFunction {
        func overload(_ id: String, _ value: CEL.`Type`, _ kind: NamedList.Kind, cost: Int)
            -> Overload
        {
            Overload(
                id: id, parameters: [value, Self.type(of: kind)], result: .bool, cost: cost,
                implementation: { [lists] a, scratch in
                    guard a[1].kind == .int,
                        let answer = lists.contains(a[0], inListAt: a[1].asInt, at: scratch.time)
                    else { return .error(.invalidArgument, "there is no such list") }
                    return answer
                })
        }
        return LibraryFunction(
            "@in", "Whether an entry of the list that is in force takes the value in.",
            examples: Self.examples,
            overload("in_named_list_string", .string, .string, cost: 20),
            overload("in_named_list_int", .int, .int, cost: 15),
            overload("in_named_list_ip", .ip, .cidr, cost: 20),
            overload("in_named_list_ip_string", .string, .cidr, cost: 40),
            overload("in_named_list_domain", .string, .domain, cost: 60),
            overload("in_named_list_regex", .string, .regex, cost: 200))
    }
}
