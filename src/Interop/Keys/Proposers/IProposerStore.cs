using System.Collections.Immutable;
using Consensoor.Messages;

namespace Consensoor.Interop.Keys.Proposers;

/// <summary>Keeps what was said of proposers at run time. One actor owns an instance; it is not thread-safe.</summary>
public interface IProposerStore
{
    /// <summary>What is kept.</summary>
    ImmutableDictionary<BLSPubkey, ProposerEntry> Entries { get; }

    /// <summary>Keeps other entries in place of those before; the reason where they could not be written, and those before stay.</summary>
    string? Write(ImmutableDictionary<BLSPubkey, ProposerEntry> entries);
}
