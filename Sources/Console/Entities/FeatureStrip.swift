import Features
import Packs
import Vocabulary

/// One feature of an entity against its peers, in words and as a strip.
struct FeatureStrip: Sendable {
    let name: String
    let description: String?
    let value: String
    /// Such as `higher than 97 % of peers`; nil where nothing can be said.
    let words: String?
    /// Of 100, for the strip.
    let place: Int?
    let median: String?
    let high: String?
    let isFar: Bool
    /// How unusual it is, 0...0.5.
    let distance: Double

    /// Strips shown at once; the others are behind a fold.
    static let shownMax = 12
    private static let farFrom = 0.45

    /// Those of the entity itself, the most unusual first.
    static func of(
        _ view: RecordView, kind: String, _ pack: Pack, _ sample: PeerSample, masks: Masks
    ) -> [FeatureStrip] {
        let prefix = "features.\(kind)."
        let descriptions = Dictionary(
            pack.features.map { ("features.\($0.name)", $0.description) },
            uniquingKeysWith: { one, _ in one })
        return view.features.filter { $0.key.hasPrefix(prefix) }.map { name, value in
            FeatureStrip(
                name, value, descriptions[name], journey: view.journey, sample)
        }.sorted { ($1.distance, $0.name) < ($0.distance, $1.name) }
    }

    private init(
        _ name: String, _ value: RecordView.Scalar, _ description: String?, journey: String,
        _ sample: PeerSample
    ) {
        self.name = String(name.dropFirst("features.".count))
        self.description = description
        self.value = FieldWords.value(value, of: name)
        let number: Double? =
            switch value {
            case .int(let whole): Double(whole)
            case .double(let part): part
            case .text, .bool, .missing: nil
            }
        let rank = number.flatMap { sample.rank($0, of: name, at: journey) }
        place = rank.map { Int(($0 * 100).rounded()) }
        distance = rank.map { abs($0 - 0.5) } ?? 0
        isFar = distance >= FeatureStrip.farFrom
        words = rank.map {
            $0 >= 0.5
                ? "higher than \(Counted.share($0))" : "lower than \(Counted.share(1 - $0))"
        }
        let text = { (share: Double) in
            sample.quantile(share, of: name, at: journey).map {
                FieldWords.number($0, of: name)
            }
        }
        (median, high) = (text(0.5), text(0.95))
    }
}
