/// The overloads one call may reach; which, is decided by the kinds of its arguments.
struct CallSite {
    /// The function's name, for errors.
    let name: Value
    let overloads: [Overload]
    /// Where in the frame the arguments are put.
    let place: Int32
}

/// A call site as plain memory, so that a call counts no references.
struct FlatCallSite {
    fileprivate let name: Value
    let place: Int32
    fileprivate let count: Int32
    fileprivate let overloads: UnsafePointer<FlatOverload>

    @inline(__always)
    func invoke(_ arguments: UnsafeBufferPointer<Value>, _ scratch: Scratch) -> Value {
        for index in 0..<Int(count) where overloads[index].takes(arguments) {
            return overloads[index].body._withUnsafeGuaranteedRef { $0.call(arguments, scratch) }
        }
        return .error(.noSuchOverload, naming: name)
    }
}

/// What computes an overload, behind one reference that the plan holds.
private final class OverloadBody {
    let call: Overload.Implementation

    init(_ call: @escaping Overload.Implementation) { self.call = call }
}

private struct FlatOverload {
    /// One a parameter: the kinds it takes, as bits.
    let masks: UnsafePointer<UInt32>
    let body: Unmanaged<OverloadBody>

    @inline(__always)
    func takes(_ arguments: UnsafeBufferPointer<Value>) -> Bool {
        for index in 0..<arguments.count
        where masks[index] & (1 << UInt32(arguments[index].kind.rawValue)) == 0 {
            return false
        }
        return true
    }
}

/// The call sites of a plan in memory of their own.
final class CallSites {
    let base: UnsafePointer<FlatCallSite>
    private let memory: UnsafeMutablePointer<FlatCallSite>
    private let overloads: UnsafeMutablePointer<FlatOverload>
    private let masks: UnsafeMutablePointer<UInt32>
    private let bodies: [OverloadBody]

    init(_ sites: [CallSite]) {
        let callable = sites.map { site in
            site.overloads.compactMap { overload in
                overload.implementation.map { (overload.kindMasks, OverloadBody($0)) }
            }
        }
        let all = callable.flatMap(\.self)
        bodies = all.map(\.1)
        masks = .allocate(capacity: max(1, all.reduce(0) { $0 + $1.0.count }))
        overloads = .allocate(capacity: max(1, all.count))
        memory = .allocate(capacity: max(1, sites.count))
        base = UnsafePointer(memory)
        var mask = masks
        var overload = overloads
        for (index, site) in sites.enumerated() {
            (memory + index).initialize(
                to: FlatCallSite(
                    name: site.name, place: site.place, count: Int32(callable[index].count),
                    overloads: UnsafePointer(overload)))
            for (kinds, body) in callable[index] {
                overload.initialize(to: FlatOverload(masks: mask, body: .passUnretained(body)))
                mask.initialize(from: kinds, count: kinds.count)
                mask += kinds.count
                overload += 1
            }
        }
    }

    deinit {
        memory.deallocate()
        overloads.deallocate()
        masks.deallocate()
    }
}
