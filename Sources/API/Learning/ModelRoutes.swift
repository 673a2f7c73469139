import Hummingbird
package import Learning
import NIOCore
package import Pipeline
import Toolbox
package import Vocabulary

/// The routes that read the registry of models, and move its versions.
struct ModelRoutes: Sendable {
    let registry: any ModelRegistry
    let bounds: BodyBounds
    /// Milliseconds since 1970.
    let now: @Sendable () -> Int64

    /// Bytes of a request to move a version.
    private static let bytesMax = 64 * 1024
    /// Lines of the ledger told beside a model.
    private static let changesShown = 100

    /// `GET /v1/models`: all of them, with their versions.
    func models(_ call: Call) async throws -> Response {
        let standings = try await ReadingThreads.run { try ModelStanding.all(registry) }
        return .list("models", of: standings) { standing, writer in
            writer.append(byte: UInt8(ascii: "{"))
            standing.writeMembers(to: &writer)
            writer.append(byte: UInt8(ascii: "}"))
        }
    }

    /// `GET /v1/models/{name}`: its versions and the latest lines of its ledger.
    func model(_ call: Call) async throws -> Response {
        try await told(try call.place("name"))
    }

    private func told(_ name: String) async throws -> Response {
        let (standing, changes) = try await ReadingThreads.run {
            (
                try ModelStanding.one(name, registry),
                try registry.modelChanges(of: name, limit: ModelRoutes.changesShown)
            )
        }
        var writer = ByteWriter(capacity: 4096)
        writer.append(byte: UInt8(ascii: "{"))
        standing.writeMembers(to: &writer)
        writer.append(",\"changes\":[" as StaticString)
        for (place, change) in changes.enumerated() {
            if place > 0 { writer.append(byte: UInt8(ascii: ",")) }
            change.writeJSON(to: &writer)
        }
        writer.append("]}" as StaticString)
        return .json(writer)
    }

    private struct Step: Decodable {
        var version: Int
        var stage: String
        var share: Double?
        var by: String?
        var why: String
    }

    private struct Back: Decodable {
        var by: String?
        var why: String
    }

    /// `POST /v1/models/{name}/stage`: puts a version into a stage.
    func stage(_ call: Call) async throws -> Response {
        let name = try call.place("name")
        let step: Step = try await read(
            call, "{\"version\": 2, \"stage\": \"canary\", \"share\": 0.1, \"by\": …, \"why\": …}")
        guard let stage = ModelStage(rawValue: step.stage) else {
            let known = ModelStage.allCases.map(\.rawValue).joined(separator: ", ")
            throw Fault(
                .invalid, "There is no stage `\(step.stage.prefix(40))`.",
                fix: "Use one of \(known).")
        }
        guard (stage == .canary) == (step.share != nil) else {
            throw Fault(
                .invalid,
                stage == .canary ? "A canary wants a `share`." : "Only a canary has a `share`.",
                fix: "A share is above 0 and at most 1; send it with `canary` alone.")
        }
        let release = ModelRelease(
            name: name, version: step.version, stage: stage, share: step.share ?? 1)
        let at = now()
        let by = try call.caller.acts(as: step.by ?? "")
        try await ReadingThreads.run {
            try registry.move(release, at: at, by: by, why: step.why)
        }
        return try await told(name)
    }

    /// `POST /v1/models/{name}/rollback`: puts back what was live before.
    func rollback(_ call: Call) async throws -> Response {
        let name = try call.place("name")
        let back: Back = try await read(call, "{\"by\": …, \"why\": …}")
        let at = now()
        let by = try call.caller.acts(as: back.by ?? "")
        _ = try await ReadingThreads.run {
            try registry.rollBack(model: name, at: at, by: by, why: back.why)
        }
        return try await told(name)
    }

    private func read<Body: Decodable>(_ call: Call, _ shape: String) async throws -> Body {
        try await call.decoded(shape, bytesMax: ModelRoutes.bytesMax, bounds)
    }
}

/// A model with its versions, the latest first, and what their facts say.
package struct ModelStanding: Sendable {
    package struct Version: Sendable {
        package var release: ModelRelease
        package var figures: BundleFigures
    }

    package var name: String
    package var versions: [Version]

    /// All models by name; it blocks. O(versions), each with one small file.
    package static func all(_ registry: any ModelRegistry) throws -> [ModelStanding] {
        let releases = try registry.modelReleases()
        return try Dictionary(grouping: releases, by: \.name).sorted { $0.key < $1.key }.map {
            ModelStanding(
                name: $0.key, versions: try $0.value.reversed().map { try version($0, registry) })
        }
    }

    /// One model; it blocks.
    ///
    /// - Throws: ``Fault`` `notFound` when there is none.
    package static func one(_ name: String, _ registry: any ModelRegistry) throws -> ModelStanding {
        let releases = try registry.modelReleases().filter { $0.name == name }
        guard !releases.isEmpty else {
            throw Fault(
                .notFound, "There is no model \(name.prefix(80)).", fix: "List them at /v1/models.")
        }
        return ModelStanding(
            name: name, versions: try releases.reversed().map { try version($0, registry) })
    }

    private static func version(
        _ release: ModelRelease, _ registry: any ModelRegistry
    ) throws -> Version {
        let facts = try registry.modelFile(
            name: release.name, version: release.version, path: "facts.json")
        return Version(release: release, figures: BundleFigures(facts: facts))
    }

    /// `"name": …, "versions": […]`.
    func writeMembers(to writer: inout ByteWriter) {
        writer.append("\"name\":" as StaticString)
        writer.appendQuoted(name)
        writer.append(",\"versions\":[" as StaticString)
        for (place, version) in versions.enumerated() {
            if place > 0 { writer.append(byte: UInt8(ascii: ",")) }
            let release = version.release
            writer.append(
                "{\"version\":\(release.version),\"stage\":\"\(release.stage.rawValue)\",\"share\":"
            )
            writer.append(release.share)
            writer.append(",\"figures\":[" as StaticString)
            for (place, figure) in version.figures.figures.enumerated() {
                if place > 0 { writer.append(byte: UInt8(ascii: ",")) }
                ModelStanding.write(figure, &writer)
            }
            writer.append("]}" as StaticString)
        }
        writer.append("]" as StaticString)
    }

    private static func write(_ figure: BundleFigures.Figure, _ writer: inout ByteWriter) {
        writer.append("{\"name\":" as StaticString)
        writer.appendQuoted(figure.name)
        for (name, value) in [
            ("value", figure.value), ("low", figure.low), ("high", figure.high),
        ] {
            guard let value, value.isFinite else { continue }
            writer.append(",\"\(name)\":")
            writer.append(value)
        }
        writer.append(byte: UInt8(ascii: "}"))
    }
}
