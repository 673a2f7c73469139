import ArgumentParser

struct WatchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch",
        abstract: "Says whether a model still works: what moved, how sure, and what to do.",
        subcommands: [WatchDaysCommand.self, WatchRehearseCommand.self],
        defaultSubcommand: WatchDaysCommand.self)
}
