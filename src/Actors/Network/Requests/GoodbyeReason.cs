namespace Consensoor.Actors.Network.Requests;

/// <summary>Why a peer is left (`phase0/p2p-interface.md#goodbye-v1`; those from 128 on are what clients agreed on).</summary>
public static class GoodbyeReason
{
    /// <summary>The client shuts down.</summary>
    public const ulong ShutDown = 1;

    /// <summary>The peer is on another network or chain.</summary>
    public const ulong IrrelevantNetwork = 2;

    /// <summary>The peer broke the protocol, or something failed.</summary>
    public const ulong Fault = 3;

    /// <summary>There are too many peers.</summary>
    public const ulong TooManyPeers = 129;

    /// <summary>The peer's score is too low.</summary>
    public const ulong ScoreTooLow = 250;

    /// <summary>The peer is banned.</summary>
    public const ulong Banned = 251;

    /// <summary>Names a reason for the log.</summary>
    public static string Text(ulong reason) => reason switch
    {
        ShutDown => "it shuts down",
        IrrelevantNetwork => "another network",
        Fault => "a fault",
        TooManyPeers => "too many peers",
        ScoreTooLow => "its score for this node is too low",
        Banned => "it bans this node",
        _ => $"reason {reason}",
    };
}
