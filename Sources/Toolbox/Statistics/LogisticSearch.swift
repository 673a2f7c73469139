import Glibc

/// Newton's method for the weights of a logistic regression.
struct LogisticSearch {
    /// Values of a row, the last of which is 1.
    private let width: Int
    private let rows: [Double]
    private let labels: [Bool]
    private let weights: [Double]?
    private let penalty: Double
    private var gradient: [Double]
    /// Row after row; only the lower half is filled.
    private var curvature: [Double]

    /// The most rounds, halved steps among them.
    private static let roundLimit = 100

    init(
        columns: Int, rows: [Double], labels: [Bool], weights: [Double]?, penalty: Double
    ) {
        width = columns + 1
        (self.rows, self.labels, self.weights) = (rows, labels, weights)
        self.penalty = penalty
        gradient = [Double](repeating: 0, count: width)
        curvature = [Double](repeating: 0, count: width * width)
    }

    /// Where the penalised loss is least.
    mutating func best() -> [Double] {
        var place = [Double](repeating: 0, count: width)
        var (last, lastLoss) = (place, Double.infinity)
        var step = place
        for _ in 0..<Self.roundLimit {
            let loss = look(at: place)
            if loss <= lastLoss + 1e-12 * abs(lastLoss) {
                (last, lastLoss) = (place, loss)
                step = solved()
            } else {
                for index in step.indices { step[index] /= 2 }
            }
            for index in place.indices { place[index] = last[index] - step[index] }
            if step.allSatisfy({ abs($0) < 1e-9 }) { break }
        }
        return place
    }

    /// Computes gradient and curvature there. The loss.
    private mutating func look(at place: [Double]) -> Double {
        var loss = 0.0
        for index in 0..<width {
            gradient[index] = index == width - 1 ? 0 : penalty * place[index]
            loss += index == width - 1 ? 0 : penalty / 2 * place[index] * place[index]
        }
        for index in curvature.indices { curvature[index] = 0 }
        let width = width
        gradient.withUnsafeMutableBufferPointer { gradient in
            curvature.withUnsafeMutableBufferPointer { curvature in
                for (index, label) in labels.enumerated() {
                    let weight = weights?[index] ?? 1
                    guard weight > 0 else { continue }
                    rows.withUnsafeBufferPointer { rows in
                        let row = rows.baseAddress! + index * width
                        var sum = 0.0
                        for column in 0..<width { sum += row[column] * place[column] }
                        let away = label ? -sum : sum
                        loss += weight * (max(away, 0) + log1p(exp(-abs(away))))
                        let chance = 1 / (1 + exp(-sum))
                        let error = weight * (chance - (label ? 1 : 0))
                        let bend = weight * max(1e-9, chance * (1 - chance))
                        for first in 0..<width {
                            gradient[first] += error * row[first]
                            let pull = bend * row[first]
                            let line = curvature.baseAddress! + first * width
                            for second in 0...first { line[second] += pull * row[second] }
                        }
                    }
                }
            }
        }
        for index in 0..<width {
            curvature[index * width + index] += index == width - 1 ? 1e-9 : penalty
        }
        return loss
    }

    /// x of curvature · x = gradient (Cholesky).
    private func solved() -> [Double] {
        var lower = curvature
        var answer = gradient
        for row in 0..<width {
            for column in 0...row {
                var sum = lower[row * width + column]
                for inner in 0..<column {
                    sum -= lower[row * width + inner] * lower[column * width + inner]
                }
                lower[row * width + column] =
                    row == column
                    ? max(sum, 1e-12).squareRoot() : sum / lower[column * width + column]
            }
        }
        for row in 0..<width {
            for inner in 0..<row { answer[row] -= lower[row * width + inner] * answer[inner] }
            answer[row] /= lower[row * width + row]
        }
        for row in (0..<width).reversed() {
            for inner in (row + 1)..<max(row + 1, width) {
                answer[row] -= lower[inner * width + row] * answer[inner]
            }
            answer[row] /= lower[row * width + row]
        }
        return answer
    }
}
