namespace Consensoor.Interop.Keys.Remote;

/// <summary>Why a signer elsewhere gave nothing, in words that may stand in a log.</summary>
public sealed record RemoteFailure(RemoteFailureKind Kind, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => Message;
}
