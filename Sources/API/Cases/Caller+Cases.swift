package import Vocabulary

extension Caller {
    /// What somebody may within a step on a case. A key judges nothing there either: closing the
    /// case of an appeal decides the appeal, which asks for a person.
    package var permissionsOnCases: Permissions {
        guard kind == .key else { return permissions }
        var permissions = permissions
        for judging in [Permission.appealsDecide, .casesApprove, .enforcementsApprove] {
            permissions.remove(judging)
        }
        return permissions
    }
}
