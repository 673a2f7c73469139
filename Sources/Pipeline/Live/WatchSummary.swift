/// What the watch of a service's models found last, for pages and metrics.
package struct WatchSummary: Sendable, Hashable, Codable {
    /// A number by day.
    package struct Series: Sendable, Hashable, Codable {
        /// The input, or `score`.
        package var name: String
        /// By day of the model's `days`: PSI against training; nil where not judged.
        package var psi: [Double?]
        /// By day: the PSI above which it alarms.
        package var threshold: [Double?]
        /// By day: the share that is missing.
        package var missing: [Double?]

        package init(name: String, psi: [Double?], threshold: [Double?], missing: [Double?]) {
            (self.name, self.psi, self.threshold) = (name, psi, threshold)
            self.missing = missing
        }
    }

    /// The share of decisions that came to an action.
    package struct ActionSeries: Sendable, Hashable, Codable {
        package var journey: String
        package var action: String
        /// By day of the model's `days`; nil for a day without decisions.
        package var share: [Double?]
        /// By day: the share above which it may alarm; nil where not judged.
        package var threshold: [Double?]

        package init(journey: String, action: String, share: [Double?], threshold: [Double?]) {
            (self.journey, self.action) = (journey, action)
            (self.share, self.threshold) = (share, threshold)
        }
    }

    package struct Alarm: Sendable, Hashable, Codable {
        package var id: String
        package var kind: String
        package var subject: String
        /// `watch` or `act`.
        package var level: String
        /// Such as `2026-11-02`.
        package var since: String
        package var sentence: String
        package var owner: String
        package var runbook: String

        package init(
            id: String, kind: String, subject: String, level: String, since: String,
            sentence: String, owner: String, runbook: String
        ) {
            (self.id, self.kind, self.subject, self.level) = (id, kind, subject, level)
            (self.since, self.sentence) = (since, sentence)
            (self.owner, self.runbook) = (owner, runbook)
        }
    }

    package struct Model: Sendable, Hashable, Codable {
        package var name: String
        package var version: Int
        package var stage: String
        /// Judged days, such as `2026-11-02`, rising.
        package var days: [String]
        package var rows: [Int]
        package var meanScore: [Double?]
        package var series: [Series]
        /// Of the journeys it scores; empty where they stand with another version.
        package var actions: [ActionSeries]
        package var alarms: [Alarm]
        /// Inputs of which no decision says a value.
        package var unwatched: [String]
        /// What labels say, and what was left out and why, a sentence each.
        package var notes: [String]

        package init(
            name: String, version: Int, stage: String, days: [String], rows: [Int],
            meanScore: [Double?], series: [Series], actions: [ActionSeries] = [], alarms: [Alarm],
            unwatched: [String], notes: [String] = []
        ) {
            (self.name, self.version, self.stage) = (name, version, stage)
            (self.days, self.rows, self.meanScore) = (days, rows, meanScore)
            (self.series, self.actions, self.alarms) = (series, actions, alarms)
            (self.unwatched, self.notes) = (unwatched, notes)
        }
    }

    /// Milliseconds since 1970.
    package var asOf: Int64
    package var models: [Model]

    package init(asOf: Int64, models: [Model]) { (self.asOf, self.models) = (asOf, models) }
}
