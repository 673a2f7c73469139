import Toolbox

/// People on a campus: many accounts behind one address, like a farm, but each with its own
/// devices and taste.
enum Student {
    static let share = 0.03
    static let perCampus = 60
}

extension Cast {
    mutating func recruitCampus(of students: Int) {
        let country = geography.country(&random)
        let address = geography.campus(in: country)
        for _ in 0..<students {
            addListener(.hard(.student), address: address)
        }
    }
}
