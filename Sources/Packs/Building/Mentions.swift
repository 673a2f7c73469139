import CEL
import Rules

/// What the expressions of a pack have asked for, so that what nothing asks for can be told.
struct Mentions {
    /// Names of lists.
    private(set) var lists: Set<String> = []
    private(set) var slots: Set<Int> = []

    mutating func add(slots read: [Int]) { slots.formUnion(read) }

    mutating func add(_ program: Program) {
        slots.formUnion(program.references)
        lists.formUnion(program.firstTexts(inCallsOf: "list"))
        if program.calls("email.isDisposable") { lists.insert(RuleLibrary.disposableList) }
    }
}
