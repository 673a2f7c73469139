import CEL
import Glibc

/// Distances on the earth, and the speed between two places.
enum GeoFunctions {
    static let functions = [distance, speed]

    /// The mean radius of the earth (IUGG), in kilometres.
    private static let radiusKm = 6_371.0088
    /// Half of the way around it, and a little for rounding.
    private static let farthestKm = 20_016.0
    /// Two times closer than this are taken to be this far apart.
    private static let leastSeconds = 1.0

    /// `geo.distanceKm(lat1, lon1, lat2, lon2)`: the great-circle distance in kilometres.
    ///
    /// Haversine formula (R. W. Sinnott, Virtues of the Haversine, Sky & Telescope 68, 1984) on a
    /// sphere, within 0.6 % of the ellipsoid. Degrees; an error outside ±90 and ±180.
    ///
    /// ```cel
    /// geo.distanceKm(59.91, 10.75, 52.52, 13.40) < 850.0
    /// ```
    private static let distance = LibraryFunction(
        "geo.distanceKm", "The distance between two places in kilometres, from degrees.",
        examples: [
            "geo.distanceKm(59.91, 10.75, 52.52, 13.40) < 850.0",
            "geo.distanceKm(59.91, 10.75, 59.91, 10.75) == 0.0",
            "math.round(geo.distanceKm(0.0, 0.0, 0.0, 180.0)) == 20015.0",
        ],
        .pure(
            "geo_distance", [.double, .double, .double, .double], .double, cost: 30
        ) { a, _ in
            kilometres(a[0].asDouble, a[1].asDouble, a[2].asDouble, a[3].asDouble)
                .map { .double($0) } ?? notAPlace
        }.yielding(0...farthestKm))

    /// `geo.speedKmh(lat1, lon1, at1, lat2, lon2, at2)`: the speed that takes one from one place
    /// and time to the other, in km/h, in whichever order. Times less than a second apart count
    /// as a second apart, so the result is never infinite.
    ///
    /// ```cel
    /// geo.speedKmh(
    ///     59.91, 10.75, timestamp("2026-01-01T10:00:00Z"),
    ///     40.71, -74.01, timestamp("2026-01-01T11:00:00Z")) > 900.0
    /// ```
    private static let speed = LibraryFunction(
        "geo.speedKmh", "The speed in km/h that takes one from one place and time to another.",
        examples: [
            """
            geo.speedKmh(59.91, 10.75, timestamp("2026-01-01T10:00:00Z"), \
            40.71, -74.01, timestamp("2026-01-01T11:00:00Z")) > 900.0
            """,
            """
            geo.speedKmh(1.0, 2.0, timestamp("2026-01-01T10:00:00Z"), \
            1.0, 2.0, timestamp("2026-01-01T10:00:00Z")) == 0.0
            """,
        ],
        .pure(
            "geo_speed", [.double, .double, .timestamp, .double, .double, .timestamp], .double,
            cost: 35
        ) { a, _ in
            guard
                let distance = kilometres(
                    a[0].asDouble, a[1].asDouble, a[3].asDouble, a[4].asDouble)
            else { return notAPlace }
            let seconds =
                Double(a[5].asInt) - Double(a[2].asInt)
                + (Double(a[5].aux) - Double(a[2].aux)) / 1_000_000_000
            return .double(distance * 3600 / max(leastSeconds, abs(seconds)))
        }.yielding(0...farthestKm * 3600 / leastSeconds))

    private static var notAPlace: Value {
        .error(.invalidArgument, "a latitude is within ±90 and a longitude within ±180 degrees")
    }

    private static func kilometres(
        _ latitude1: Double, _ longitude1: Double, _ latitude2: Double, _ longitude2: Double
    ) -> Double? {
        guard abs(latitude1) <= 90, abs(latitude2) <= 90, abs(longitude1) <= 180,
            abs(longitude2) <= 180
        else { return nil }
        let radians = Double.pi / 180
        let north = sin((latitude2 - latitude1) * radians / 2)
        let east = sin((longitude2 - longitude1) * radians / 2)
        let part =
            north * north + cos(latitude1 * radians) * cos(latitude2 * radians) * east * east
        return 2 * radiusKm * asin(min(1, part.squareRoot()))
    }
}
