using System.Collections.Immutable;
using Consensoor.Actors.Network.Requests;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.ForkChoice;
using Consensoor.Spec.Presets;
using Consensoor.Spec.Ssz;
using Xunit;

namespace Consensoor.Actors.Tests.Network;

/// <summary>Tests `earliest_available_slot`: the first slot from which all columns are at hand, or 0 where none is missing.</summary>
public sealed class AvailableSlotsTests
{
    private static readonly ChainSpec Spec = new(
        Preset.Minimal,
        ChainConfig.Minimal with { FuluForkEpoch = 10, GloasForkEpoch = 20, MinEpochsForDataColumnSidecarsRequests = 50 });

    [Theory]
    [InlineData(1, 800, 0)] // A node that heard all since genesis lacks nothing.
    [InlineData(81, 160, 81)] // One that began a slot after the fork lacks that slot's.
    [InlineData(80, 160, 0)]
    [InlineData(700, 79, 0)] // Before fulu there are no columns.
    [InlineData(400, 800, 0)] // What is older than the range that is served is not missed.
    [InlineData(401, 800, 401)]
    public void TheSlotFollowsFromWhenCustodyBegan(ulong since, ulong now, ulong earliest) =>
        Assert.Equal(earliest, AvailableSlots.OfColumns(Spec).Earliest(now, null, since, static _ => true));

    /// <summary>The slot of an epoch that never comes is beyond 64 bits: it stopped the actor of columns, and the node.</summary>
    [Theory]
    [InlineData(ulong.MaxValue, ulong.MaxValue)]
    [InlineData(ulong.MaxValue / 8, ulong.MaxValue / 8 * 8)]
    [InlineData(10, 80)]
    public void AChainWithoutFuluServesNoColumns(ulong fulu, ulong first)
    {
        var spec = new ChainSpec(Spec.Preset, Spec.Config with { FuluForkEpoch = fulu });
        Assert.Equal(first, ColumnRequests.FirstServedSlot(spec, 3));
    }

    [Fact]
    public void AskingAgainCostsAnEpochAndNotTheWayToTheBegin()
    {
        const int Slots = 2000;
        var spec = new ChainSpec(Spec.Preset, Spec.Config with { MinEpochsForDataColumnSidecarsRequests = 5000 });
        var (blocks, available) = (ImmutableDictionary.CreateBuilder<Root, ChainBlock>(), AvailableSlots.OfColumns(spec));
        for (var slot = 0UL; slot < Slots; slot++)
        {
            // Of one block, which has blobs, no column is here.
            var (root, parent) = (Numbered(slot), slot == 0 ? default : Numbered(slot - 1));
            var summary = new BlockSummary(root, slot, 0, parent, default) { HasBlobs = slot == 300 };
            blocks.Add(root, new ChainBlock(summary) { HasEnvelope = true });
        }

        var view = RequestsActorTests.View() with { Blocks = blocks.ToImmutable() };
        for (var head = 1500UL; head < Slots; head++)
        {
            view = view with { Canonical = view.Canonical.Follow(view.Blocks, Numbered(head), 0) };
            Assert.Equal(301UL, available.Earliest(head + 1, view, 1, static _ => false));
            Assert.InRange(available.Looked, 1200UL, 1202UL + ((head - 1499) * (Spec.Preset.SlotsPerEpoch + 3)));
        }

        // After a reorg, and where what is remembered is behind it all, the answer is that of one who looks for the first time.
        view = view with { Canonical = view.Canonical.Follow(view.Blocks, Numbered(1000), 0) };
        Assert.Equal(301UL, available.Earliest(1001, view, 1, static _ => false));
        var first = AvailableSlots.OfColumns(spec).Earliest(200, view, 1, static _ => false);
        Assert.Equal(first, available.Earliest(200, view, 1, static _ => false));
    }

    private static Root Numbered(ulong number) => new([.. BitConverter.GetBytes(number + 1), .. new byte[24]]);
}
