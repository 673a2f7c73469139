package import Toolbox

extension LogisticModel {
    /// Bot or person, from ``TimingFeatures/values``: the model that ships.
    ///
    /// Learned by ``fitted(_:_:penalty:)`` with a penalty of 10 from all 520 accounts (25 of them
    /// bots) of the Reddit post times published with RSC (Costa et al., KDD 2015;
    /// github.com/alceufc/rsc_model), de-duplicated and sampled as `timing/posts.csv`. Models
    /// fitted in the same way do as `script/scorecard` says (5 folds, stratified, seeds 1…5): AUC
    /// 0.986, average precision 0.949, recall 0.90 at precision 0.90. People who post are not
    /// people who listen: `assay rings timing --labels` says what labels of your own make of it;
    /// until then use it to sort, not to act.
    package static let timing = LogisticModel(
        means: timingRows.map(\.0), spreads: timingRows.map(\.1),
        coefficients: timingRows.map(\.2), bias: -5.095484)

    /// Mean, spread and coefficient of each of ``TimingFeatures/names``.
    private static let timingRows: [(Double, Double, Double)] = [
        (3.947091, 0.253357, -0.367477),  // gapEntropy
        (0.009072, 0.032428, 0.194092),  // commonGapShare
        (4.149502, 0.277755, 0.046697),  // hourEntropy
        (5.821468, 0.365975, -0.303285),  // minuteEntropy
        (5.840499, 0.208720, -0.138250),  // secondEntropy
        (0.114786, 0.088173, 0.160327),  // benfordDistance
        (0.427894, 0.139682, 0.070908),  // burstiness
        (0.215924, 0.115528, 0.153014),  // memory
        (3.912091, 0.611318, 0.449075),  // longestSpan
        (0.002461, 0.013395, 0.129022),  // gapShare0
        (0.007893, 0.055291, 0.188951),  // gapShare1
        (0.006910, 0.035676, 0.378603),  // gapShare2
        (0.021135, 0.042065, 0.255998),  // gapShare3
        (0.038568, 0.042079, 0.164745),  // gapShare4
        (0.074186, 0.051191, 0.085470),  // gapShare5
        (0.126734, 0.062477, -0.068433),  // gapShare6
        (0.182114, 0.069131, -0.201957),  // gapShare7
        (0.229527, 0.071078, -0.163097),  // gapShare8
        (0.255245, 0.066909, -0.168782),  // gapShare9
        (0.266327, 0.061115, -0.159455),  // gapShare10
        (0.268329, 0.053627, -0.071911),  // gapShare11
        (0.256630, 0.048967, -0.053039),  // gapShare12
        (0.245811, 0.046278, -0.014565),  // gapShare13
        (0.239918, 0.048167, 0.176457),  // gapShare14
        (0.240989, 0.046310, 0.020239),  // gapShare15
        (0.239343, 0.051173, 0.133548),  // gapShare16
        (0.227370, 0.051170, 0.148387),  // gapShare17
        (0.230902, 0.065122, -0.257281),  // gapShare18
        (0.261628, 0.069179, -0.390979),  // gapShare19
        (0.253187, 0.091220, -0.329136),  // gapShare20
        (0.177814, 0.080474, -0.220574),  // gapShare21
        (0.130073, 0.074081, -0.192827),  // gapShare22
        (0.084432, 0.064690, -0.115369),  // gapShare23
        (0.045690, 0.047483, 0.053710),  // gapShare24
        (0.023581, 0.030919, 0.025706),  // gapShare25
        (0.009751, 0.020701, 0.199250),  // gapShare26
        (0.004351, 0.014415, 0.246670),  // gapShare27
        (0.001725, 0.008242, 0.231330),  // gapShare28
        (0.001408, 0.010649, -0.018356),  // gapShare29
    ]
}
