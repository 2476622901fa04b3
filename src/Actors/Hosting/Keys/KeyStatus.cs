namespace Consensoor.Actors.Hosting.Keys;

/// <summary>
/// What became of a key that was to be imported or deleted, in a word of the keymanager API, and why where that is `error`.
/// </summary>
internal sealed record KeyStatus(string Status, string? Message = null)
{
    /// <summary>It is on disk, and signed with from now on.</summary>
    public static KeyStatus Imported { get; } = new("imported");

    /// <summary>It is known already.</summary>
    public static KeyStatus Duplicate { get; } = new("duplicate");

    /// <summary>It was signed with, and is gone.</summary>
    public static KeyStatus Deleted { get; } = new("deleted");

    /// <summary>It was not signed with, and what it signed before is known.</summary>
    public static KeyStatus NotActive { get; } = new("not_active");

    /// <summary>Nothing is known of it.</summary>
    public static KeyStatus NotFound { get; } = new("not_found");

    /// <summary>It was not done, and why.</summary>
    public static KeyStatus Error(string message) => new("error", message);
}
