/// Stands here until the room is built; to be deleted.
package enum ExperimentsRoom {
    package static let isThere = true
}
