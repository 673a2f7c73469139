import Queries
import Vocabulary

/// What `explorer_queries.mustache` shows: what the team keeps, and what it asked.
struct QueriesPage {
    struct Line {
        let name: String
        let condition: String
        let path: String
        let by: String
        let at: Moment
    }

    /// Questions that are listed.
    static let limit = 100

    let saved: [Line]
    let asked: [Line]
    let text: String
    let token: String
    let mayDrop: Bool

    /// - Parameter text: what is sought; empty for all.
    init(saved: [SavedQuery], asked: [AskedQuery], text: String, caller: Caller, now: Int64) {
        let masking = Masking(for: caller)
        func line(_ query: AskedQuery, _ name: String) -> Line {
            // What was asked may name people.
            Line(
                name: name, condition: masking.text(query.condition),
                path: masking.isHiding ? "/explorer" : "/explorer?" + query.question,
                by: query.by, at: Moment(query.at, now: now))
        }
        let sought = text.lowercased()
        self.saved = saved.filter {
            sought.isEmpty
                || "\($0.name) \($0.asked.condition) \($0.asked.by)".lowercased()
                    .contains(sought)
        }.map { line($0.asked, $0.name) }
        self.asked = asked.map { line($0, "") }
        self.text = text
        token = caller.formToken
        mayDrop = caller.may(.explorerAsk)
    }
}
