using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;

namespace Consensoor.Interop.Builders;

/// <summary>
/// Preferences of a proposer for a builder at a URL, as validator clients give them to their node (Beacon API, BuilderPreferencesEntry).
/// </summary>
[SszContainer(Since = ForkName.Gloas)]
public sealed partial record BuilderPreferencesEntry
{
    /// <summary>Whose they are.</summary>
    public BLSPubkey ProposerPubkey { get; init; }

    /// <summary>The URL in UTF-8, <see cref="BuilderEntry.MaxUrl"/> bytes at most.</summary>
    [Ssz("ByteList[2048]")]
    public ByteList Url { get; init; } = ByteList.Empty;

    /// <summary>Names the slot, and proves who wants it.</summary>
    public SignedBuilderRequestAuth Auth { get; init; } = new();

    /// <summary>The most that the builder may promise to pay outside the protocol, in Gwei.</summary>
    public ulong MaxExecutionPayment { get; init; }
}
