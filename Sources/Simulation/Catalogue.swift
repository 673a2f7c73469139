import Toolbox

/// One recording.
struct Track: Sendable {
    var artist: UInt32
    /// Its place in the artist's catalogue, from 0.
    var number: UInt16
    /// Length in milliseconds.
    var length: UInt32
}

/// All artists with their tracks and payees. Honest artists come first, the most popular at 0.
struct Catalogue: Sendable {
    struct Artist: Sendable {
        let payee: UInt32
        let tracks: Int
        /// Track lengths in milliseconds.
        let lengths: ClosedRange<Int>
    }

    private static let usualLengths = 120_000...290_000
    private static let noiseLengths = 180_000...480_000
    /// Artists of rain and white noise, taken from the middle of the popularity order.
    private static let noiseArtists = 4

    private let seed: UInt64
    private(set) var artists: [Artist] = []
    private(set) var payees: UInt32
    private let popularity: WeightedChoice
    /// Artists of sounds to sleep to.
    let noise: Range<UInt32>
    private let honestArtists: Int

    /// Artists grow with the people, but not without end; a few payees hold most of them.
    init(people: Int, seed: UInt64) {
        self.seed = seed
        honestArtists = max(400, min(60_000, people * 3))
        payees = 60
        popularity = WeightedChoice(ranks: honestArtists, flattening: 8)
        let firstNoise = UInt32(honestArtists / 3)
        noise = firstNoise..<(firstNoise + UInt32(Self.noiseArtists))
        let labels = WeightedChoice(ranks: Int(payees), flattening: 1)
        var random = SplitMix64(seed: seed, stream: Stream.catalogue)
        for artist in 0..<UInt32(honestArtists) {
            let isNoise = noise.contains(artist)
            artists.append(
                Artist(
                    payee: UInt32(labels.draw(&random)),
                    tracks: isNoise ? 40 : Int(4 * random.heavyTail(limit: 20)),
                    lengths: isNoise ? Self.noiseLengths : Self.usualLengths))
        }
    }

    /// A payee of its own, for a campaign.
    mutating func addPayee() -> UInt32 {
        payees += 1
        return payees - 1
    }

    /// An artist nobody has heard of; `lengths` in milliseconds.
    mutating func addArtist(
        paying payee: UInt32, tracks: Int, lengths: ClosedRange<Int>
    ) -> UInt32 {
        artists.append(Artist(payee: payee, tracks: tracks, lengths: lengths))
        return UInt32(artists.count - 1)
    }

    /// The `number`-th track of an artist, counted round.
    func track(_ number: Int, of artist: UInt32) -> Track {
        let entry = artists[Int(artist)]
        let place = number % entry.tracks
        var random = SplitMix64(seed: seed ^ Stream.trackLength, stream: UInt64(artist))
        random = SplitMix64(seed: random.next() &+ UInt64(place))
        return Track(
            artist: artist, number: UInt16(place), length: UInt32(random.within(entry.lengths)))
    }

    /// A track of an artist, the first ones far more often.
    func anyTrack(of artist: UInt32, _ random: inout SplitMix64) -> Track {
        let place = random.unit()
        return track(Int(place * place * Double(artists[Int(artist)].tracks)), of: artist)
    }

    /// An honest artist, drawn by popularity.
    func popularArtist(_ random: inout SplitMix64) -> UInt32 {
        UInt32(popularity.draw(&random))
    }
}

/// Names of the random streams that belong to no user; users take their own numbers.
enum Stream {
    static let catalogue: UInt64 = 1 << 40
    static let cast: UInt64 = 2 << 40
    static let names: UInt64 = 3 << 40
    static let trackLength: UInt64 = 4 << 40
}
