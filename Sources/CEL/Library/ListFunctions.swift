/// Functions on lists, and on lists as sets.
enum ListFunctions {
    private static let a = Type.param("A")
    private static let list = Type.list(a)

    static let functions: [Function] =
        shapes + sets + [
            Function(
                "sort",
                .member("list_sort", [list], list, cost: 100) { a, scratch in
                    Sorting.sorted(a[0], by: a[0], scratch)
                }),
            Function(
                "distinct",
                .member("list_distinct", [list], list, cost: 100) { a, scratch in
                    distinct(a[0], scratch)
                }),
        ]

    private static let shapes: [Function] = [
        Function(
            "slice",
            .member("list_slice", [list, .int, .int], list) { a, _ in
                let (start, end) = (a[1].asInt, a[2].asInt)
                guard start >= 0, start <= end, end <= Int64(a[0].count) else {
                    return .error(.indexOutOfBounds)
                }
                return .list(a[0].elements + Int(start), count: Int(end - start))
            }),
        Function(
            "flatten",
            .member("list_flatten", [.list(.dyn)], .list(.dyn)) { a, scratch in
                flattened(a[0], depth: 1, scratch)
            },
            .member("list_flatten_int", [.list(.dyn), .int], .list(.dyn)) { a, scratch in
                a[1].asInt < 0
                    ? .error(.invalidArgument, "a depth is not negative")
                    : flattened(a[0], depth: a[1].asInt, scratch)
            }),
        Function(
            "reverse",
            .member("list_reverse", [list], list) { a, scratch in
                guard let place = scratch.arena.values(a[0].count) else { return .memoryLimit }
                for (index, item) in a[0].items.reversed().enumerated() { place[index] = item }
                return .list(place, count: a[0].count)
            }),
        Function(
            "first",
            .member("list_first", [list], .optional(a)) { a, scratch in
                a[0].items.first.map { scratch.arena.some($0) } ?? .none
            }),
        Function(
            "last",
            .member("list_last", [list], .optional(a)) { a, scratch in
                a[0].items.last.map { scratch.arena.some($0) } ?? .none
            }),
        Function(
            "lists.range",
            .global("lists_range", [.int], .list(.int)) { a, scratch in
                let count = Int(max(0, a[0].asInt))
                guard scratch.charge(count) else { return .iterationLimit }
                guard let place = scratch.arena.values(count) else { return .memoryLimit }
                for index in 0..<count { place[index] = .int(Int64(index)) }
                return .list(place, count: count)
            }),
    ]

    private static let sets: [Function] = [
        Function(
            "sets.contains",
            .global("sets_contains", [list, list], .bool) { a, scratch in
                contains(a[0], a[1], scratch)
            }),
        Function(
            "sets.equivalent",
            .global("sets_equivalent", [list, list], .bool) { a, scratch in
                let forth = contains(a[0], a[1], scratch)
                if forth.isError || !forth.asBool { return forth }
                return contains(a[1], a[0], scratch)
            }),
        Function(
            "sets.intersects",
            .global("sets_intersects", [list, list], .bool) { a, scratch in
                guard scratch.charge(a[0].count * a[1].count) else { return .iterationLimit }
                for one in a[0].items {
                    guard let isThere = isMember(one, of: a[1], scratch) else {
                        return .iterationLimit
                    }
                    if isThere { return .bool(true) }
                }
                return .bool(false)
            }),
    ]

    private static func contains(_ all: Value, _ some: Value, _ scratch: Scratch) -> Value {
        guard scratch.charge(all.count * some.count) else { return .iterationLimit }
        for one in some.items {
            guard let isThere = isMember(one, of: all, scratch) else { return .iterationLimit }
            if !isThere { return .bool(false) }
        }
        return .bool(true)
    }

    /// Whether a list has an element; nil when finding out takes more steps than are left.
    private static func isMember(_ one: Value, of list: Value, _ scratch: Scratch) -> Bool? {
        for item in list.items {
            let isSame = scratch.equal(one, item)
            if isSame != false { return isSame }
        }
        return false
    }

    private static func distinct(_ list: Value, _ scratch: Scratch) -> Value {
        guard let place = scratch.arena.values(list.count) else { return .memoryLimit }
        var filled = 0
        next: for item in list.items {
            guard scratch.charge(filled + 1) else { return .iterationLimit }
            for index in 0..<filled {
                guard let isSame = scratch.equal(place[index], item) else {
                    return .iterationLimit
                }
                if isSame { continue next }
            }
            place[filled] = item
            filled += 1
        }
        return .list(place, count: filled)
    }

    private static func flattened(_ list: Value, depth: Int64, _ scratch: Scratch) -> Value {
        var output: [Value] = []
        var pending = [(list.items, 0, depth)]
        while let (items, index, depth) = pending.popLast() {
            guard index < items.count else { continue }
            guard scratch.charge(1) else { return .iterationLimit }
            pending.append((items, index + 1, depth))
            let item = items[index]
            if item.kind == .list, depth > 0 {
                pending.append((item.items, 0, depth - 1))
            } else {
                output.append(item)
            }
        }
        return scratch.arena.list(output)
    }
}
