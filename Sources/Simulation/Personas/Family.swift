import Toolbox

/// People who share a home address and a card, like a gang, but not a taste.
enum Family {
    static let share = 0.08
    static let sizes = 3...6
}

extension Cast {
    mutating func recruitFamily() {
        let address = geography.home(in: geography.country(&random))
        let card = addInstrument()
        for _ in 0..<random.within(Family.sizes) {
            addListener(.hard(.family), address: address, plan: .family, card: card)
        }
    }
}
