namespace Consensoor.Interop.Gossipsub;

/// <summary>What became of an own message.</summary>
public enum PublishOutcome
{
    /// <summary>It went to some peers.</summary>
    Sent,
    /// <summary>Nobody is there to take it; who asks by IWANT in the next heartbeats gets it.</summary>
    NoPeers,
    /// <summary>The message is known already: others or this node sent it.</summary>
    Known,
    /// <summary>It is larger than a message may be, and was not sent.</summary>
    TooLarge,
}
