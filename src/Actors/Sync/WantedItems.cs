using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.DataColumns;
using Consensoor.Spec.Ssz;

namespace Consensoor.Actors.Sync;

/// <summary>Tells whether what a peer sent is what was wanted, and makes imports of it.</summary>
internal static class WantedItems
{
    /// <summary>
    /// The imports for what was wanted; nothing where the peer has it not, null where something in the answer was not asked for. Of a block
    /// with those below it the lowest comes first; that they link was looked at when they came (`BeaconBlocksByHead`).
    /// </summary>
    public static IReadOnlyList<IChainCommand>? ImportsOf(WantKey key, IReadOnlyList<object> items, Source source, ChainSpec spec) =>
        key.Kind switch
        {
            WantKind.Block => items switch
            {
                [] => [],
                [SignedBeaconBlock head, ..] when RootOf(head, spec) == key.Root =>
                    [.. items.Cast<SignedBeaconBlock>().Reverse().Select(block => new ImportBlock(block, ForkOf(block, spec), source))],
                _ => null,
            },
            WantKind.Envelope => items switch
            {
                [] => [],
                [SignedExecutionPayloadEnvelope envelope] when envelope.Message.BeaconBlockRoot == key.Root =>
                    [new ImportEnvelope(envelope, source)],
                _ => null,
            },
            _ when items.Count == 0 => [],
            WantKind.Blobs => items.All(item => item is BlobSidecar blob && RootOf(blob, spec) == key.Root)
                ? [new ImportBlobs(key.Root, [.. items.Cast<BlobSidecar>()], AreVerified: false, source)]
                : null,
            _ => items.All(item => item is DataColumnSidecar column && RootOf(column, spec) == key.Root)
                ? [new ImportDataColumns(key.Root, [.. items.Cast<DataColumnSidecar>()], AreVerified: false, source)]
                : null,
        };

    /// <summary>The root of the block a column belongs to: its own word from gloas on, before by its signed header.</summary>
    public static Root RootOf(DataColumnSidecar column, ChainSpec spec) => column.SignedBlockHeader is { } header
        ? header.Message.HashTreeRoot(spec.Ssz(ForkName.Fulu))
        : column.BeaconBlockRoot;

    /// <summary>The root of the block a blob belongs to, by its signed header.</summary>
    public static Root RootOf(BlobSidecar blob, ChainSpec spec) => BlobSidecars.RootOf(blob, spec.Ssz(ForkName.Deneb));

    /// <summary>The root of a block, hashed as its slot's fork has it.</summary>
    public static Root RootOf(SignedBeaconBlock block, ChainSpec spec) => block.Message.HashTreeRoot(spec.Ssz(ForkOf(block, spec)));

    private static ForkName ForkOf(SignedBeaconBlock block, ChainSpec spec) => spec.ForkAtSlot(block.Message.Slot);
}
