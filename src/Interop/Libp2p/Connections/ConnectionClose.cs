using Consensoor.Interop.Libp2p.Muxing;
using Consensoor.Interop.Libp2p.Noise;

namespace Consensoor.Interop.Libp2p.Connections;

/// <summary>Why a connection is over, with what failed below where something did.</summary>
public readonly record struct ConnectionClose(
    CloseReason Reason, SecurityFailure Security = SecurityFailure.None, MuxerFailure Muxer = MuxerFailure.None)
{
    /// <summary>What the transport says of a link that could not be made, in words of this program.</summary>
    public string? Link { get; init; }

    /// <summary>The reason in words.</summary>
    public override string ToString() => this switch
    {
        { Security: not SecurityFailure.None } => $"{Reason}: {Security}",
        { Muxer: not MuxerFailure.None } => $"{Reason}: {Muxer}",
        { Link: { } problem } => $"{Reason}: {problem}",
        _ => Reason.ToString(),
    };
}
