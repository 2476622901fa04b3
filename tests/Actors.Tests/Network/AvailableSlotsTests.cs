using Consensoor.Actors.Network.Requests;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Presets;
using Consensoor.Spec.Ssz;
using Xunit;

namespace Consensoor.Actors.Tests.Network;

/// <summary>Tests `earliest_available_slot`: the first slot from which all columns are at hand, or 0 where none is missing.</summary>
public sealed class AvailableSlotsTests
{
    private const int ColumnBytes = 2048 + 128;

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
    public void TheSlotFollowsFromWhenTheArchiveBegan(ulong since, ulong now, ulong earliest) =>
        Assert.Equal(earliest, AvailableSlots.Earliest(Spec, now, null, new ColumnArchive(long.MaxValue, since)));

    [Fact]
    public void WhatTheBoundDropsIsNotAvailable()
    {
        var archive = new ColumnArchive(2 * ColumnBytes, 1);
        archive.Keep(RootOf(1), Column(RootOf(1), 200));
        archive.Keep(RootOf(2), Column(RootOf(2), 205));
        Assert.Equal(0UL, AvailableSlots.Earliest(Spec, 210, null, archive));
        archive.Keep(RootOf(3), Column(RootOf(3), 207));
        Assert.Equal(201UL, AvailableSlots.Earliest(Spec, 210, null, archive));
        Assert.Equal((0, 1, 1), (archive.CountOf(RootOf(1)), archive.CountOf(RootOf(2)), archive.CountOf(RootOf(3))));
    }

    private static Root RootOf(byte number) => new([.. new byte[31], number]);

    private static DataColumnSidecar Column(Root block, Slot slot) => new()
    {
        Slot = slot,
        BeaconBlockRoot = block,
        Column = [ByteList.Create(new byte[2048])],
    };
}
