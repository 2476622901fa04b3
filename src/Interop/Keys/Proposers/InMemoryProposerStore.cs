using System.Collections.Immutable;
using Consensoor.Messages;

namespace Consensoor.Interop.Keys.Proposers;

/// <summary>Keeps what was said of proposers as long as the process runs.</summary>
public sealed class InMemoryProposerStore : IProposerStore
{
    /// <inheritdoc/>
    public ImmutableDictionary<BLSPubkey, ProposerEntry> Entries { get; private set; } =
        ImmutableDictionary<BLSPubkey, ProposerEntry>.Empty;

    /// <inheritdoc/>
    public string? Write(ImmutableDictionary<BLSPubkey, ProposerEntry> entries)
    {
        Entries = entries;
        return null;
    }
}
