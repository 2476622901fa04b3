namespace Consensoor.Actors.Api;

/// <summary>Whether the execution layer answers, for handlers on any thread; the event publisher keeps it.</summary>
public sealed class ExecutionStatus
{
    private volatile bool _isOffline;

    /// <summary>True while it does not answer.</summary>
    public bool IsOffline
    {
        get => _isOffline;
        set => _isOffline = value;
    }
}
