// swift-tools-version:6.2
import PackageDescription

// Targets stand in the order an event walks through them, so this manifest is a table of contents.

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

/// A target of ours: its page is named after it, and its dependencies are all it may import.
func room(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .target(
        name: name, dependencies: dependencies, exclude: ["\(name).md"], swiftSettings: strict)
}

/// Rooms whose values a suite holds without naming them when it walks events. Declared, so that the
/// suite is built anew when they change; otherwise its old code would run on their new layout.
let walked: [String] = [
    "CEL", "Decisions", "Events", "Features", "Models", "Packs", "Rules", "Vocabulary",
]

/// A suite of tests; what a target needs in its tests is declared like everything else.
func suite(_ name: String, _ needs: [String], _ products: [Target.Dependency] = []) -> Target {
    let walks = needs.contains { ["API", "Pipeline", "StoreSQLite", "TestKit"].contains($0) }
    let rooms = Set(needs).union(walks ? walked : []).sorted()
    return .testTarget(
        name: name, dependencies: rooms.map { .target(name: $0) } + products,
        swiftSettings: strict)
}

let argumentParser = Target.Dependency.product(
    name: "ArgumentParser", package: "swift-argument-parser")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let cryptoExtras = Target.Dependency.product(name: "CryptoExtras", package: "swift-crypto")
let jwtKit = Target.Dependency.product(name: "JWTKit", package: "jwt-kit")
let mustache = Target.Dependency.product(name: "Mustache", package: "swift-mustache")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioHTTPTypes = Target.Dependency.product(name: "NIOHTTPTypes", package: "swift-nio-extras")
let nioHTTPTypesHTTP1 = Target.Dependency.product(
    name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let serviceLifecycle = Target.Dependency.product(
    name: "ServiceLifecycle", package: "swift-service-lifecycle")
let unixSignals = Target.Dependency.product(
    name: "UnixSignals", package: "swift-service-lifecycle")

let package = Package(
    name: "assay",
    products: [.executable(name: "assay", targets: ["assay"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
        .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", exact: "2.1.1"),
        .package(url: "https://github.com/vapor/jwt-kit", exact: "5.7.1"),
        .package(url: "https://github.com/apple/swift-http-types.git", exact: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log.git", exact: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio.git", exact: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras.git", exact: "1.35.2"),
        .package(
            url: "https://github.com/swift-server/swift-service-lifecycle.git", exact: "2.13.0"),
    ],
    targets: [
        // Ground floor: nothing here knows what fraud is.
        .target(name: "CMemory"),
        room("Toolbox", ["CMemory"]),
        .target(name: "CRegex", linkerSettings: [.linkedLibrary("re2")]),
        .target(name: "CJSON", linkerSettings: [.linkedLibrary("simdjson")]),
        .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CZstd", providers: [.apt(["libzstd-dev"])]),
        .target(name: "CXGBoost", linkerSettings: [.linkedLibrary("dl")]),
        .target(name: "COnnxRuntime", linkerSettings: [.linkedLibrary("dl")]),
        room("CEL", ["CRegex", "Toolbox"]),
        room("Vocabulary", ["CEL", "Toolbox"]),

        // The rooms, in the order of an event's walk.
        room("Events", ["CEL", "CJSON", "CZlib", "CZstd", "Toolbox", "Vocabulary"]),
        room("Features", ["CMemory", "CEL", "Toolbox", "Vocabulary"]),
        room("Models", ["CEL", "CJSON", "COnnxRuntime", "Toolbox", "Vocabulary", crypto]),
        room("Rules", ["CEL", "Toolbox", "Vocabulary"]),
        room("Decisions", ["CEL", "Models", "Rules", "Toolbox", "Vocabulary"]),
        room("Insights", ["CEL", "Decisions", "Rules", "Toolbox", "Vocabulary"]),

        // The corridor, and what is written by people for it.
        room(
            "Packs",
            [
                "CEL", "Decisions", "Events", "Features", "Models", "Rules", "Toolbox",
                "Vocabulary", crypto, yams,
            ]),
        room(
            "Pipeline",
            [
                "CEL", "CZlib", "CZstd", "Decisions", "Events", "Features", "Insights", "Models",
                "Packs", "Rules", "Toolbox", "Vocabulary",
            ]),
        room("Rings", ["Toolbox"]),
        room(
            "Detection",
            [
                "CEL", "Decisions", "Events", "Packs", "Pipeline", "Rings", "Toolbox",
                "Vocabulary",
            ]),
        room("Monitoring", ["CEL", "Models", "Pipeline", "Toolbox", "Vocabulary"]),
        room(
            "Learning",
            [
                "CEL", "CXGBoost", "Events", "Models", "Monitoring", "Packs", "Pipeline",
                "Rules", "Toolbox", "Vocabulary", crypto,
            ]),
        // Policies: tried before, measured while, carried out after; and who is who.
        room(
            "Backtests",
            [
                "CEL", "CZstd", "Decisions", "Events", "Learning", "Models", "Packs", "Pipeline",
                "Rules", "Toolbox", "Vocabulary", crypto,
            ]),
        room(
            "Experiments",
            [
                "CEL", "Decisions", "Events", "Learning", "Packs", "Pipeline", "Toolbox",
                "Vocabulary",
            ]
        ),
        room("Enforcements", ["Pipeline", "Toolbox", "Vocabulary", crypto]),
        room("Deliveries", ["Toolbox", "Vocabulary", crypto]),
        room(
            "Verifications",
            [
                "CEL", "Decisions", "Deliveries", "Packs", "Pipeline", "Rules", "Toolbox",
                "Vocabulary", crypto,
            ]),
        room("Resolution", ["Toolbox", "Vocabulary"]),
        room("Simulation", ["Toolbox"]),

        // People: who may what, what they work on, what is remembered of it.
        room(
            "Cases", ["CEL", "Enforcements", "Packs", "Pipeline", "Toolbox", "Vocabulary", crypto]),
        room("Audits", ["Cases", "Enforcements", "Pipeline", "Toolbox", "Vocabulary", crypto]),
        room("Access", ["Audits", "Toolbox", "Vocabulary", crypto, cryptoExtras, jwtKit]),
        room(
            "Queries",
            [
                "CEL", "Decisions", "Events", "Packs", "Pipeline", "Rules", "Toolbox",
                "Vocabulary",
            ]),

        // The cellar and the front door.
        room(
            "StoreSQLite",
            [
                "Access", "Audits", "Backtests", "CZstd", "Cases", "Deliveries", "Enforcements",
                "Events", "Pipeline",
                "Queries", "Toolbox", "Verifications", "Vocabulary", crypto, grdb,
            ]),
        room(
            "API",
            [
                "Access", "Audits", "Cases", "Deliveries", "Enforcements", "Learning", "Packs",
                "Pipeline", "Toolbox", "Verifications", "Vocabulary", crypto, httpTypes,
                hummingbird, logging, hummingbirdCore, nioCore, nioHTTP1, nioHTTPTypes,
                nioHTTPTypesHTTP1, nioPosix,
                serviceLifecycle, unixSignals,
            ]),

        // Templates, style and modules of the pages, in the program itself.
        .target(name: "CAssets", exclude: ["modules", "style", "templates"]),
        room(
            "Console",
            [
                "API", "Access", "Audits", "Backtests", "CAssets", "CEL", "Cases",
                "Decisions", "Deliveries", "Enforcements", "Events", "Features", "Learning",
                "Models", "Packs", "Pipeline", "Queries", "Rules", "Toolbox", "Verifications",
                "Vocabulary", crypto, httpTypes, hummingbird, logging, mustache, nioCore,
            ]),

        .executableTarget(
            name: "assay",
            dependencies: [
                "API", "Access", "Audits", "Backtests", "CEL", "CXGBoost", "Cases", "Console",
                "Deliveries", "Detection",
                "Enforcements", "Events", "Experiments", "Features", "Insights",
                "Learning", "Models", "Monitoring", "Packs", "Pipeline", "Queries", "Resolution",
                "Rings", "Rules", "Simulation",
                "StoreSQLite", "Toolbox", "Verifications", "Vocabulary",
                argumentParser, logging,
            ], swiftSettings: strict),

        suite(
            "JourneyTests",
            [
                "API", "Access", "Audits", "CEL", "Deliveries", "Detection", "Events",
                "Experiments", "Learning", "Monitoring", "Packs", "Pipeline", "Simulation",
                "StoreSQLite",
                "TestKit", "Toolbox", "Verifications", "Vocabulary",
            ], [logging]),
        suite(
            "StoreSQLiteTests",
            [
                "Audits", "Enforcements", "Pipeline", "StoreSQLite", "TestKit", "Toolbox",
                "Vocabulary",
            ], [grdb]),
        suite(
            "APITests",
            [
                "API", "Audits", "Deliveries", "Enforcements", "Learning", "Packs", "Pipeline",
                "StoreSQLite", "TestKit", "Toolbox", "Vocabulary",
            ],
            [logging]),

        // What tests share, and a suite for each room.
        .target(
            name: "TestKit",
            dependencies: [
                "CEL", "Decisions", "Events", "Insights", "Models", "Packs", "Pipeline", "Rules",
                "Toolbox", "Vocabulary",
            ], path: "Tests/TestKit", swiftSettings: strict),
        suite("ToolboxTests", ["TestKit", "Toolbox"]),
        suite("CELTests", ["CEL", "Toolbox"]),
        suite(
            "EventsTests", ["Events", "Insights", "Pipeline", "TestKit", "Toolbox", "Vocabulary"]),
        suite("FeaturesTests", ["Features", "Pipeline", "TestKit", "Toolbox", "Vocabulary"]),
        suite("RulesTests", ["Insights", "Pipeline", "TestKit"]),
        suite("RuleLibraryTests", ["CEL", "Rules", "Toolbox"]),
        suite("DecisionsTests", ["Decisions", "TestKit", "Vocabulary"]),
        suite("PacksTests", ["Packs", "Pipeline", "TestKit", "Vocabulary"]),
        suite(
            "PipelineTests",
            ["Events", "Insights", "Pipeline", "TestKit", "Toolbox", "Vocabulary"]),
        suite("ModelsTests", ["CXGBoost", "Models", "Toolbox", "Vocabulary"]),
        suite(
            "LearningTests",
            [
                "Events", "Learning", "Models", "Packs", "Pipeline", "StoreSQLite", "TestKit",
                "Toolbox",
                "Vocabulary",
            ]),
        suite(
            "MonitoringTests",
            ["Models", "Monitoring", "Pipeline", "TestKit", "Toolbox", "Vocabulary"]),
        suite("RingsTests", ["Rings", "Toolbox"]),
        suite(
            "DetectionTests",
            [
                "Detection", "Events", "Packs", "Pipeline", "Rings", "Simulation", "TestKit",
                "Toolbox", "Vocabulary",
            ]),
        suite("SimulationTests", ["Simulation", "Toolbox"]),
        suite(
            "BacktestsTests",
            [
                "Backtests", "Events", "Learning", "Packs", "Pipeline", "TestKit", "Toolbox",
                "Vocabulary",
            ]),
        suite(
            "ExperimentsTests",
            [
                "Experiments", "Learning", "Packs", "Pipeline", "StoreSQLite", "TestKit",
                "Toolbox", "Vocabulary",
            ]),
        suite(
            "EnforcementsTests",
            [
                "Deliveries", "Enforcements", "Packs", "Pipeline", "StoreSQLite", "TestKit",
                "Toolbox", "Vocabulary",
            ]),
        suite(
            "DeliveriesTests",
            ["Deliveries", "StoreSQLite", "TestKit", "Toolbox", "Vocabulary"],
            [crypto, hummingbird, httpTypes, nioCore]),
        suite(
            "VerificationsTests",
            [
                "Deliveries", "Packs", "Pipeline", "StoreSQLite", "TestKit", "Toolbox",
                "Verifications", "Vocabulary",
            ]),
        suite("ResolutionTests", ["Resolution", "Toolbox", "Vocabulary"]),
        suite(
            "AccessTests",
            [
                "API", "Access", "Audits", "Console", "Enforcements", "Packs", "Pipeline",
                "StoreSQLite", "TestKit",
                "Toolbox",
                "Vocabulary",
            ], [crypto, cryptoExtras, httpTypes, hummingbird, jwtKit, logging, nioCore]),
        suite(
            "AuditsTests",
            [
                "Audits", "Cases", "Enforcements", "Pipeline", "StoreSQLite", "TestKit", "Toolbox",
                "Vocabulary",
            ], [grdb]),
        suite(
            "CasesTests",
            [
                "Access", "Cases", "Enforcements", "Packs", "Pipeline", "StoreSQLite", "TestKit",
                "Toolbox",
                "Vocabulary",
            ]),
        suite(
            "QueriesTests",
            ["Packs", "Pipeline", "Queries", "StoreSQLite", "TestKit", "Toolbox", "Vocabulary"]),
        suite(
            "ConsoleTests",
            [
                "API", "Access", "Audits", "Backtests", "Cases", "Console", "Deliveries",
                "Enforcements",
                "Packs", "Pipeline", "Queries", "Rules", "StoreSQLite", "TestKit", "Toolbox",
                "Vocabulary",
            ], [logging]),
        suite("TidyTests", []),
    ],
    cxxLanguageStandard: .cxx17
)
