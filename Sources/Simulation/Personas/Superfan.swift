import Toolbox

/// Someone who hears one artist most of the time, and a lot: like a loop, but with a day's rhythm,
/// skips and whole tracks.
enum Superfan {
    static let share = 0.015
    /// Share of choices that fall on the idol.
    static let devotion = 0.8
    /// How much more than others a superfan listens.
    static let zeal = 4.0
}

extension Cast {
    mutating func recruitSuperfan() {
        // Idols come from beyond the charts, where one fan is visible.
        let chart = 20
        let idol = UInt32(chart + random.below(chart * 10))
        addListener(
            .hard(.superfan), passion: .idol(idol),
            activity: Superfan.zeal * random.heavyTail(limit: 2))
    }
}
