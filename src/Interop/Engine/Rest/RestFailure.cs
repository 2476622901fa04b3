namespace Consensoor.Interop.Engine.Rest;

/// <summary>A call over REST without a result; the code is that of JSON-RPC for an error of the method, 0 for other kinds.</summary>
internal sealed record RestFailure(RestFailureKind Kind, string Message, int Code = 0)
{
    /// <summary>
    /// True where the same call may do better over JSON-RPC: not where the execution layer has answered, refused the token, or taken the
    /// time the method has.
    /// </summary>
    public bool FallsBack =>
        Kind is not (RestFailureKind.TimedOut or RestFailureKind.Unauthorized or RestFailureKind.Refused or RestFailureKind.TooLate);

    /// <summary>True where the endpoint is of no use for this fork until the execution layer is asked again what it speaks.</summary>
    public bool EndsEndpoint => Kind is RestFailureKind.NotSpoken or RestFailureKind.BadAnswer;

    /// <summary>
    /// True where nobody is to take the execution layer for being away: it said no, or JSON-RPC, which may do, was not asked.
    /// </summary>
    public bool IsAnswered => Kind is RestFailureKind.Refused or RestFailureKind.TooLate;

    /// <inheritdoc/>
    public override string ToString() => Code == 0 ? Message : $"{Message} ({Code})";
}
