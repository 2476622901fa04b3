using Consensoor.Interop.Engine.JsonRpc.Transport;

namespace Consensoor.Interop.Engine.Rest.Transport;

/// <summary>An answer over REST: its bytes, pooled, where it has some; nothing for a 204.</summary>
internal sealed class RestReply : IDisposable
{
    /// <summary>The body.</summary>
    public PooledBytes Body { get; } = new();

    /// <summary>True for a 204.</summary>
    public bool IsEmpty { get; set; }

    /// <inheritdoc/>
    public void Dispose() => Body.Dispose();
}
