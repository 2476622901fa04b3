namespace Consensoor.Interop.Engine.JsonRpc;

/// <summary>A call to the execution layer without a result; the code is that of a JSON-RPC error, 0 for other kinds.</summary>
public sealed record RpcFailure(RpcFailureKind Kind, string Message, int Code = 0)
{
    /// <summary>JSON-RPC's code for a method that is not known.</summary>
    public const int UnknownMethod = -32601;

    /// <summary>True where the execution layer is there and said no, rather than being away or something else than one.</summary>
    public bool IsAnswered => Kind is RpcFailureKind.RpcError or RpcFailureKind.MethodNotFound;

    /// <inheritdoc/>
    public override string ToString() => Code == 0 ? Message : $"{Message} ({Code})";
}
