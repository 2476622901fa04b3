namespace Consensoor.Interop.Engine.JsonRpc;

/// <summary>What came of a call to the execution layer: a value, which may be null where the method allows it, or a failure.</summary>
public readonly record struct RpcResult<T>(T? Value, RpcFailure? Failure)
{
    /// <summary>A call without a result.</summary>
    public static implicit operator RpcResult<T>(RpcFailure failure) => new(default, failure);
}
