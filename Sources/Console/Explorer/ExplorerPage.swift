import Queries
import Vocabulary

/// What `explorer.mustache` shows.
struct ExplorerPage: Sendable {
    struct Choice: Sendable {
        let name: String
        let words: String
        let path: String
        let isOn: Bool
    }

    let address: ExplorerAddress
    let token: String
    let question: String
    let ranges: [Choice]
    let comparisons: [Choice]
    let isCustom: Bool
    let answer: ExplorerAnswer?
    let fault: String?
    let fix: String?
    let isEmpty: Bool
    let maySave: Bool

    init(
        _ address: ExplorerAddress, caller: Caller, fault: Fault?, isEmpty: Bool = false
    ) {
        self.init(address, caller: caller, answer: nil, fault: fault, isEmpty: isEmpty)
    }

    init(
        _ address: ExplorerAddress, caller: Caller, answer: ExplorerAnswer?, fault: Fault? = nil,
        isEmpty: Bool = false
    ) {
        self.address = address
        self.answer = answer
        self.fault = fault?.message
        fix = fault?.fix
        self.isEmpty = isEmpty
        token = caller.formToken
        question = address.encoded
        maySave = !address.when.isEmpty && answer != nil
        isCustom = address.range.isEmpty
        ranges = ExplorerAddress.ranges.map { range in
            Choice(
                name: range.name, words: range.words,
                path: address.with {
                    $0.range = range.name
                    ($0.from, $0.to) = ("", "")
                }.path, isOn: range.name == address.range)
        }
        comparisons = ExplorerAddress.comparisons.map { name, words in
            Choice(
                name: name, words: words, path: address.with { $0.vs = name }.path,
                isOn: name == address.vs)
        }
    }
}
