/// When the watch alarms.
package struct WatchSettings: Sendable, Hashable {
    /// Share of unshifted weeks in which anything may alarm at most; a day has a seventh of it.
    package var falseAlarms = 0.05
    /// PSI above its noise from which a shift is one: to look at, and to act on (SCIENCE.md 1.7).
    package var psiWatch = 0.1
    package var psiAct = 0.25
    /// The same among values other than the usual one: few rows, of fewer entities still.
    package var unusualWatch = 0.25
    package var unusualAct = 0.5
    /// Points by which the share of missing values moves.
    package var missingWatch = 0.03
    package var missingAct = 0.1
    /// Times by which a small share, such as of scores at the top, moves, up or down.
    package var topWatch = 1.5
    package var topAct = 2.0
    package var rareWatch = 3.0
    package var rareAct = 6.0
    package var volumeWatch = 1.5
    package var volumeAct = 3.0
    /// Odds ratio by which the share of an action moves.
    package var actionWatch = 2.0
    package var actionAct = 4.0
    /// Rows of a day from which it is judged.
    package var rowsMin = 50

    package init() {}
}

/// How grave a shift is.
package enum Level: Int, Sendable, Codable, Comparable {
    case none, watch, act

    package static func < (left: Level, right: Level) -> Bool { left.rawValue < right.rawValue }

    package var word: String { ["", "watch", "act"][rawValue] }
}
