namespace Consensoor.Interop.Engine.Rest;

/// <summary>A call over REST without a result; the code is that of JSON-RPC for an error of the method, 0 for other kinds.</summary>
internal sealed record RestFailure(RestFailureKind Kind, string Message, int Code = 0)
{
    /// <summary>
    /// True where the same call may do better over JSON-RPC: not where the execution layer has answered, refused the token, or taken all
    /// the time the method has.
    /// </summary>
    public bool FallsBack =>
        Kind is not (RestFailureKind.TimedOut or RestFailureKind.Unauthorized or RestFailureKind.Refused);

    /// <summary>True where the endpoint is of no use for this fork until the execution layer is asked again what it speaks.</summary>
    public bool EndsEndpoint => Kind is RestFailureKind.NotSpoken or RestFailureKind.BadAnswer;

    /// <summary>True where the execution layer is there and said no, rather than being away or something else than one.</summary>
    public bool IsAnswered => Kind == RestFailureKind.Refused;

    /// <inheritdoc/>
    public override string ToString() => Code == 0 ? Message : $"{Message} ({Code})";
}
