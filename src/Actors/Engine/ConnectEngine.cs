using Consensoor.Messages;

namespace Consensoor.Actors.Engine;

/// <summary>The bridge's own request: who the execution layer is and what it can, before anything else is asked of it.</summary>
internal sealed record ConnectEngine : IEngineRequest
{
    /// <summary>The request.</summary>
    public static ConnectEngine Instance { get; } = new();
}
