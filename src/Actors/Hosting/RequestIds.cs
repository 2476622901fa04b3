namespace Consensoor.Actors.Hosting;

/// <summary>
/// Numbers for the questions of one actor. Made with its Props, they go on over its restarts, so that an answer to its former self is never
/// taken for one to a later question.
/// </summary>
public sealed class RequestIds
{
    private ulong _last;

    /// <summary>Gives a number that was not given out before.</summary>
    public ulong Next() => ++_last;
}
