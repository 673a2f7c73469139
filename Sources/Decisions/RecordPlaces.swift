import Rules
import Toolbox
import Vocabulary

extension DecisionRecord {
    /// Texts gathered for ``RecordWords``.
    struct WordList {
        private(set) var words: [[UInt8]] = []

        /// Adds a text and answers its place.
        mutating func add(_ text: String) -> Int {
            words.append(Array(text.utf8))
            return words.count - 1
        }
    }

    /// Where a record is written to, with its words packed or written out.
    struct Out {
        var writer = ByteWriter(capacity: 0)
        private let words: [[UInt8]]
        private let isPacked: Bool

        init(words: [[UInt8]], isPacked: Bool) {
            self.words = words
            self.isPacked = isPacked
        }

        @inline(__always)
        mutating func word(_ place: Int) {
            if isPacked, place < RecordWords.wordsMax {
                RecordWords.pack(place, to: &writer)
            } else {
                words[place].withUnsafeBufferPointer { writer.append($0) }
            }
        }
    }

    /// Places of the words of one pack's records.
    struct Places {
        let start: Int
        let source: Int
        let id: Int
        /// By event type.
        let types: [Int]
        /// By journey.
        let journeys: [Int]
        /// By rank, in quotes.
        let actions: [Int]
        let allActions: Int
        let score: Int
        let scoreBehindTrial: Int
        let entities: Int
        /// By entity: its key, when it is the first and when it is not.
        let firstEntities: [Int]
        let laterEntities: [Int]
        /// From the end of the entities to the features, when no rule has anything to say.
        let noFindings: Int
        /// By slot, as with entities; only slots that records show.
        let firstFeatures: [Int: Int]
        let laterFeatures: [Int]
        let versions: Int
        let versionsBehindModels: Int
    }
}

extension DecisionRecord.Places {
    init(
        schema: Schema, names: [String], versions: DecisionRecord.Versions, featureReads: [[Int]],
        to list: inout DecisionRecord.WordList
    ) {
        func quoted(_ text: String) -> String {
            var writer = ByteWriter(capacity: text.utf8.count + 8)
            writer.appendQuoted(text)
            return writer.text
        }
        start = list.add("{\"id\":\"")
        source = list.add("\",\"event\":{\"source\":")
        id = list.add(",\"id\":")
        types = schema.types.map { list.add(",\"type\":\(quoted($0.name)),\"time\":") }
        journeys = schema.journeys.map { list.add("},\"journey\":\(quoted($0)),\"action\":") }
        actions = Action.allCases.map { list.add(quoted($0.rawValue)) }
        allActions = list.add(",\"actions\":[")
        score = list.add("],\"score\":")
        scoreBehindTrial = list.add("},\"score\":")
        entities = list.add(",\"entities\":{")
        noFindings = list.add(
            "},\"reasons\":[],\"shadow\":[],\"undecided\":[],\"features\":{")
        let text =
            "\"versions\":{\"pack\":\(quoted(versions.pack))"
            + ",\"packVersion\":\(quoted(versions.packVersion))"
            + ",\"packHash\":\(quoted(versions.packHash))"
            + ",\"engine\":\(quoted(versions.engine))"
            + (versions.policyVersion.map { ",\"policyVersion\":\($0)" } ?? "") + "}}"
        self.versions = list.add("},\(text)")
        versionsBehindModels = list.add("],\(text)")
        firstEntities = schema.entities.map { list.add("\(quoted($0)):") }
        laterEntities = schema.entities.map { list.add(",\(quoted($0)):") }
        var first: [Int: Int] = [:]
        for slot in Set(featureReads.compactMap(\.first)).sorted() {
            first[slot] = list.add("\(quoted(names[slot])):")
        }
        firstFeatures = first
        var later = Array(repeating: 0, count: names.count)
        for slot in Set(featureReads.flatMap { $0.dropFirst() }).sorted() {
            later[slot] = list.add(",\(quoted(names[slot])):")
        }
        laterFeatures = later
    }
}
