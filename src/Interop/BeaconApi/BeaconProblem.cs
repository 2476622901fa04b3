namespace Consensoor.Interop.BeaconApi;

/// <summary>Says why an exchange with a beacon node came to no answer that could be read.</summary>
public enum BeaconProblem
{
    /// <summary>The node cannot be reached, or speaks no HTTP.</summary>
    Unreachable,

    /// <summary>It takes longer than it may, in all or without a byte.</summary>
    TooSlow,

    /// <summary>It sends elsewhere too often, or where nobody should follow.</summary>
    Redirect,

    /// <summary>The answer is of another media type than was asked for, or packed.</summary>
    MediaType,

    /// <summary>The answer is longer than anything that was asked for can be.</summary>
    TooLong,

    /// <summary>The answer ends before its end.</summary>
    Truncated,

    /// <summary>The answer is of a fork that nobody knows.</summary>
    UnknownFork,
}
