namespace Consensoor.Interop.Discovery.Wire;

/// <summary>The two keys of a session, 16 bytes each: the initiator encrypts with the first, the recipient with the second.</summary>
public sealed record SessionKeys(byte[] InitiatorKey, byte[] RecipientKey)
{
    /// <summary>Shows no key.</summary>
    public override string ToString() => nameof(SessionKeys);
}
