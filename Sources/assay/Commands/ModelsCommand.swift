import ArgumentParser

/// `assay models`: what has to do with models that are trained.
struct ModelsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "models", abstract: "Scores with models.",
        subcommands: [ModelsScoreCommand.self, ModelsBenchCommand.self])
}
