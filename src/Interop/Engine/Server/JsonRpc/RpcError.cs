namespace Consensoor.Interop.Engine.Server.JsonRpc;

/// <summary>An error of JSON-RPC that a call is answered with.</summary>
internal sealed record RpcError(int Code, string Message)
{
    /// <summary>A body that is no JSON.</summary>
    public static readonly RpcError Parse = new(-32700, "Parse error");

    /// <summary>JSON that is no call.</summary>
    public static readonly RpcError Request = new(-32600, "Invalid Request");

    /// <summary>A method that is not known.</summary>
    public static readonly RpcError Method = new(-32601, "Method not found");

    /// <summary>A build that is not known.</summary>
    public static readonly RpcError UnknownPayload = new(-38001, "Unknown payload");

    /// <summary>More than may be asked for at once.</summary>
    public static readonly RpcError TooLarge = new(-38004, "Too large request");

    /// <summary>A version that is not the fork's.</summary>
    public static readonly RpcError UnsupportedFork = new(-38005, "Unsupported fork");

    /// <summary>Parameters that are none of the method's.</summary>
    public static RpcError Params(string why) => new(-32602, $"Invalid params: {why}");

    /// <summary>Attributes that no payload can be built with.</summary>
    public static RpcError Attributes(string why) => new(-38003, $"Invalid payload attributes: {why}");

    /// <summary>A layer that gave no verdict.</summary>
    public static RpcError Internal(string? why) => new(-32603, why ?? "Internal error");
}
