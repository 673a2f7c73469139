import Toolbox

/// A binary tree over numbers: a value ≤ threshold goes left.
package struct Tree: Sendable, Equatable {
    package struct Node: Sendable, Equatable {
        /// -1 is a leaf.
        package var feature: Int32 = -1
        package var left: Int32 = 0
        package var right: Int32 = 0
        /// Where a missing value goes.
        package var missingLeft = false
        package var threshold = 0.0
        package var value = 0.0
        /// The weight of the rows that came here in training.
        package var cover = 0.0
    }

    /// The root first; children stand behind their parent.
    package var nodes: [Node] = []

    /// The value of the leaf that a row comes to. O(depth).
    package func value(_ row: UnsafePointer<Double>) -> Double {
        nodes.withUnsafeBufferPointer { nodes in
            var index = 0
            while true {
                let node = nodes[index]
                guard node.feature >= 0 else { return node.value }
                let value = row[Int(node.feature)]
                let goesLeft = value.isNaN ? node.missingLeft : value <= node.threshold
                index = Int(goesLeft ? node.left : node.right)
            }
        }
    }
}

/// Trees whose leaves are averaged, written as `assayTrees`.
package struct AssayTrees: Sendable, Equatable {
    package var inputs: Int
    /// Rows a tree of an isolation forest was made of; nil in other forests.
    package var sampleSize: Int?
    package var trees: [Tree]

    /// The mean of the leaves' values, by row. O(rows · trees · depth).
    func means(of matrix: Matrix, threads: Int) -> [Double] {
        precondition(matrix.columns == inputs, "the model was made for other inputs")
        return matrix.scored(threads: threads) { row in
            var sum = 0.0
            for tree in trees { sum += tree.value(row) }
            return sum / Double(trees.count)
        }
    }

    var text: String {
        var writer = ByteWriter(capacity: 1 << 20)
        writer.append("{\"assayTrees\":1,\"kind\":" as StaticString)
        writer.append(sampleSize == nil ? "\"forest\"" as StaticString : "\"isolation\"")
        writer.append(",\"inputs\":\(inputs)")
        if let sampleSize { writer.append(",\"sampleSize\":\(sampleSize)") }
        writer.append(",\"trees\":" as StaticString)
        writer.appendList(trees) { writer, tree in
            writer.append("\n{\"feature\":" as StaticString)
            writer.appendList(tree.nodes) { $0.append(Int64($1.feature)) }
            writer.append(",\"threshold\":" as StaticString)
            writer.appendList(tree.nodes) { $0.append($1.threshold) }
            writer.append(",\"left\":" as StaticString)
            writer.appendList(tree.nodes) { $0.append(Int64($1.left)) }
            writer.append(",\"right\":" as StaticString)
            writer.appendList(tree.nodes) { $0.append(Int64($1.right)) }
            writer.append(",\"missingLeft\":" as StaticString)
            writer.appendList(tree.nodes) { $0.append(Int64($1.missingLeft ? 1 : 0)) }
            writer.append(",\"value\":" as StaticString)
            writer.appendList(tree.nodes) { $0.append($1.value) }
            writer.append(",\"cover\":" as StaticString)
            writer.appendList(tree.nodes) { $0.append($1.cover) }
            writer.append(byte: UInt8(ascii: "}"))
        }
        writer.append("}\n" as StaticString)
        return writer.text
    }
}

/// Makes trees on several threads, telling how far it is; the same trees whatever the threads.
///
/// - Parameter grow: makes the tree of a number.
func grown(
    _ count: Int, threads: Int, progress: (Double) -> Void, _ grow: @Sendable (Int) -> Tree
) -> [Tree] {
    /// Trees a thread makes between two words of progress.
    let round = 4
    var trees: [Tree] = []
    while trees.count < count {
        let numbers = Array(trees.count..<min(count, trees.count + round * threads))
        trees += concurrently(numbers, threads: threads, grow)
        progress(Double(trees.count) / Double(count))
    }
    return trees
}
