import ArgumentParser

struct RingsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rings",
        abstract: "Runs the detectors of rings on plain files, without a pack.",
        discussion: """
            What `assay detect` makes of a log through a pack, these try on a table of your own: \
            dense blocks and components of an edge list, machines by their times. Files are CSV, \
            plain, gzip or zstd, with the names of their columns in the first line; columns may \
            stand in any order, and others are passed over. Lines that cannot be read are told of \
            and left out, and the command then ends with 1.
            """,
        subcommands: [
            RingsBlocksCommand.self, RingsComponentsCommand.self, RingsTimingCommand.self,
        ])
}
