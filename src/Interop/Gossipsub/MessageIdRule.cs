namespace Consensoor.Interop.Gossipsub;

/// <summary>How the id of a topic's messages is computed; the fork of the topic's digest decides.</summary>
public enum MessageIdRule
{
    /// <summary>From the data alone (`phase0/p2p-interface.md#topics-and-messages`).</summary>
    Phase0,
    /// <summary>From topic and data (`altair/p2p-interface.md#topics-and-messages`).</summary>
    Altair,
}
