namespace Consensoor.Interop.Engine.Rest;

/// <summary>What came of a call over REST: a value, which may be null where the endpoint allows it (204), or a failure.</summary>
internal readonly record struct RestResult<T>(T? Value, RestFailure? Failure)
{
    /// <summary>A call without a result.</summary>
    public static implicit operator RestResult<T>(RestFailure failure) => new(default, failure);
}
