/// What detection beside the service does, for the page that shows what it found.
package struct DetectionLook: Sendable {
    /// From the end of one run to the beginning of the next, milliseconds.
    package var every: Int64
    package var isRunning: Bool
    /// When the next run begins, milliseconds since 1970; nil while one runs.
    package var nextAt: Int64?
    /// Begins the next run now, where none runs.
    package var begin: @Sendable () -> Void

    package init(
        every: Int64, isRunning: Bool, nextAt: Int64?, begin: @escaping @Sendable () -> Void
    ) {
        (self.every, self.isRunning, self.nextAt, self.begin) = (every, isRunning, nextAt, begin)
    }
}
