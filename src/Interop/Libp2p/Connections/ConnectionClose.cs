using Consensoor.Interop.Libp2p.Muxing;
using Consensoor.Interop.Libp2p.Noise;

namespace Consensoor.Interop.Libp2p.Connections;

/// <summary>Why a connection is over, with what failed below where something did.</summary>
public readonly record struct ConnectionClose(
    CloseReason Reason, SecurityFailure Security = SecurityFailure.None, MuxerFailure Muxer = MuxerFailure.None)
{
    /// <summary>The reason in words.</summary>
    public override string ToString() => this switch
    {
        { Security: not SecurityFailure.None } => $"{Reason}: {Security}",
        { Muxer: not MuxerFailure.None } => $"{Reason}: {Muxer}",
        _ => Reason.ToString(),
    };
}
