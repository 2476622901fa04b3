namespace Consensoor.Actors.Network.Requests;

/// <summary>The first byte of a chunk (`phase0/p2p-interface.md#responding-side`).</summary>
internal static class ResponseCode
{
    public const byte Success = 0;
    public const byte InvalidRequest = 1;
    public const byte ServerError = 2;
    public const byte ResourceUnavailable = 3;

    /// <summary>The peer has had enough for now; what clients agreed on beyond the specification.</summary>
    public const byte RateLimited = 139;
}
