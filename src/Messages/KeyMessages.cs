namespace Consensoor.Messages;

/// <summary>Ask the signing actor for the keys it signs with, by who starts later; answered with <see cref="KeysChanged"/>.</summary>
public sealed record GetKeys
{
    /// <summary>The one instance, since the message carries nothing.</summary>
    public static GetKeys Instance { get; } = new();
}

/// <summary>The keys that are signed with are others; published on the event stream.</summary>
public sealed record KeysChanged(IReadOnlyList<BLSPubkey> Pubkeys);
