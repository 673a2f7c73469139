import Events

/// Texts copied side by side into memory that a parser may read past.
package struct PaddedText: ~Copyable {
    private var memory = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 1 << 20)
    private var used = 0

    package init() {}

    deinit { memory.deallocate() }

    /// Makes room for `bytes` in all and forgets what was there.
    package mutating func prepare(bytes: Int) {
        used = 0
        let needed = bytes + EventParser.padding
        guard needed > memory.count else { return }
        memory.deallocate()
        memory = .allocate(capacity: needed * 2)
    }

    /// Copies one text in; valid until the next ``prepare(bytes:)``.
    package mutating func add(_ text: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
        let place = UnsafeMutableBufferPointer(rebasing: memory[used..<used + text.count])
        _ = place.initialize(from: text)
        used += text.count
        return UnsafeBufferPointer(place)
    }

    package mutating func add(_ text: [UInt8]) -> UnsafeBufferPointer<UInt8> {
        text.withUnsafeBufferPointer { add($0) }
    }
}
