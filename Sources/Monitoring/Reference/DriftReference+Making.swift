package import Vocabulary

extension DriftReference {
    /// Counts the rows a model was trained on. O(rows · columns · log rows); a copy of one column
    /// at a time.
    ///
    /// - Parameters:
    ///   - columns: names of the inputs, in the manifest's order.
    ///   - values: row after row, a value for each column; NaN is missing.
    ///   - scores: the model's score of each row, best of rows that it was not trained on; nil
    ///     where there are none.
    ///   - times: of each row's event, milliseconds since 1970.
    ///   - entities: a number for whom each row is about, such as the customer; rows of one are
    ///     not independent. Nil: all rows count as independent.
    ///   - bins: wanted for values that are many, 2 to 100.
    /// - Throws: ``Fault`` `invalid` without rows, or with lengths that do not fit.
    package static func make(
        columns: [String], values: [Double], scores: [Double]? = nil, times: [Int64],
        entities: [UInt32]? = nil, bins: Int = 10
    ) throws(Fault) -> DriftReference {
        guard !times.isEmpty, values.count == times.count * columns.count,
            scores.map({ $0.count == times.count }) ?? true,
            entities.map({ $0.count == times.count }) ?? true, (2...100).contains(bins)
        else {
            throw Fault(
                .invalid,
                "A reference of \(times.count) rows and \(columns.count) inputs was given "
                    + "\(values.count) values.",
                fix: "Give a value a row and input, a time a row, and 2 to 100 bins.")
        }
        let rows = ReferenceRows(times: times, entities: entities)
        var reference = rows.reference
        for (place, name) in columns.enumerated() {
            let column = rows.chosen.map { values[$0 * columns.count + place] }
            reference.inputs.append(rows.input(name, column, bins: bins, isScore: false))
        }
        reference.score = scores.map { all in
            rows.input("score", rows.chosen.map { all[$0] }, bins: bins, isScore: true)
        }
        return reference
    }
}

/// The rows of a reference, those of one entity side by side.
private struct ReferenceRows {
    /// Places of the rows that count, by entity and then day.
    let chosen: [Int]
    /// By chosen row: which day of the reference.
    private let dayPlaces: [Int]
    /// By chosen row: whether it begins an entity.
    private let begins: [Bool]
    let reference: DriftReference

    init(times: [Int64], entities: [UInt32]?) {
        let days = times.map { DriftReference.day($0) }
        let kept = Array(Set(days).sorted().suffix(DriftReference.daysMax))
        let first = kept[0]
        let order = (0..<times.count).filter { days[$0] >= first }.sorted {
            (entities?[$0] ?? UInt32(truncatingIfNeeded: $0), days[$0], $0)
                < (entities?[$1] ?? UInt32(truncatingIfNeeded: $1), days[$1], $1)
        }
        let placeOfDay = Dictionary(uniqueKeysWithValues: kept.enumerated().map { ($1, $0) })
        dayPlaces = order.map { placeOfDay[days[$0]] ?? 0 }
        begins = order.indices.map {
            $0 == 0 || entities == nil || entities?[order[$0]] != entities?[order[$0 - 1]]
        }
        chosen = order
        var rows = [Int](repeating: 0, count: kept.count)
        for day in dayPlaces { rows[day] += 1 }
        let span = WholeDays(times: times)
        reference = DriftReference(
            days: kept, rows: rows, isWhole: kept.map { span.contains($0) },
            olderRows: times.count - order.count,
            entities: entities == nil ? nil : begins.count { $0 },
            volumeDesign: Self.volumeDesign(dayPlaces, begins), inputs: [], score: nil)
    }

    /// Variance of a day's rows over that of rows that come alone: Σ c² / Σ c over the numbers c
    /// of an entity's rows in a day.
    private static func volumeDesign(_ dayPlaces: [Int], _ begins: [Bool]) -> Double {
        var (squares, run) = (0, 0)
        for place in dayPlaces.indices {
            if place > 0, begins[place] || dayPlaces[place] != dayPlaces[place - 1] {
                squares += run * run
                run = 0
            }
            run += 1
        }
        return Double(squares + run * run) / Double(dayPlaces.count)
    }

    /// Counts one column.
    ///
    /// - Parameter column: by chosen row.
    func input(
        _ name: String, _ column: [Double], bins: Int, isScore: Bool
    ) -> InputReference {
        var input = InputReference(
            name: name, bins: ValueBins(column, wanted: bins), usual: nil, facets: [])
        var kinds: [(Facet.Kind, Double?)] = [(.values, nil), (.missing, nil)]
        let present = column.filter { !$0.isNaN }.sorted()
        if let usual = Self.usual(present) {
            input.usual = usual
            input.unusualBins = ValueBins(present.filter { $0 != usual }, wanted: bins)
            kinds += [(.rare, nil), (.unusual, nil)]
        }
        if isScore, !present.isEmpty {
            kinds.append((.top1, present[Int(Double(present.count - 1) * 0.99)]))
            kinds.append((.top01, present[Int(Double(present.count - 1) * 0.999)]))
        }
        for (kind, cut) in kinds {
            var facet = Facet(kind: kind, cut: cut, counts: [], design: DesignEffect())
            let bins = kind == .unusual ? input.unusualBins : input.bins
            let width = kind.isShare ? 2 : bins?.count ?? 1
            let places = column.map { Int32(input.bin(of: $0, in: facet) ?? -1) }
            count(places, width: width, into: &facet)
            input.facets.append(facet)
        }
        return input
    }

    /// The value that at least eight of ten have; nil for none.
    private static func usual(_ sorted: [Double]) -> Double? {
        guard !sorted.isEmpty else { return nil }
        let middle = sorted[sorted.count / 2]
        let share = Double(sorted.count { $0 == middle }) / Double(sorted.count)
        return share >= InputReference.usualShare && share < 1 ? middle : nil
    }

    private func count(_ places: [Int32], width: Int, into facet: inout Facet) {
        var counts = [[Int]](
            repeating: [Int](repeating: 0, count: width), count: reference.days.count)
        for (row, place) in places.enumerated() where place >= 0 {
            counts[dayPlaces[row]][Int(place)] += 1
        }
        facet.counts = counts
        facet.design = DesignCounting(
            counts: counts, days: reference.days, width: width
        ).effect(places, dayPlaces: dayPlaces, begins: begins)
        let spread = WeekdaySpread(counts: counts, days: reference.days)
        (facet.dispersion, facet.dispersionFreedom) = (spread.dispersion, spread.freedom)
    }
}
