namespace Consensoor.Interop.BeaconApi;

/// <summary>
/// What one exchange with a beacon node may take: the bytes of an answer of success and of any other, of which the beginning is read; the
/// time in all; and the redirects of a question, none unless given.
/// </summary>
public sealed record BeaconBounds(long MostBytes, int MostOfRefusal, TimeSpan Answer)
{
    /// <summary>How long the node may send nothing; null where it may as long as the answer.</summary>
    public TimeSpan? Silence { get; init; }

    /// <summary>How often a question is followed elsewhere: never from https to http, and to another host without the password.</summary>
    public int Redirects { get; init; }
}
