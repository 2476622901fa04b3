using Akka.Actor;
using Consensoor.Actors.Network.Requests;
using Consensoor.Actors.Tests.Chain;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.LightClient;
using Consensoor.Spec.Ssz;
using Xunit;

namespace Consensoor.Actors.Tests.Network;

/// <summary>Tests what of an answer to a light client's question is taken, and its limits.</summary>
public sealed class LightClientRowTests
{
    private static readonly ChainSpec Spec = RecordedChain.Instance.World.Spec;
    private static readonly Root ValidatorsRoot = RecordedChain.Instance.World.Genesis.GenesisValidatorsRoot;
    private static readonly SszContext Context = Spec.Ssz(ForkName.Gloas);

    [Fact]
    public void UpdatesAreTakenPeriodByPeriodFromTheRangeThatWasAskedFor()
    {
        var request = new LightClientUpdatesByRange(2, 3);
        (ulong[] Periods, string? Reason)[] answers =
        [
            ([2, 3, 4], null),
            ([3, 4], null),
            ([1], "period 1 was not asked for"),
            ([5], "period 5 was not asked for"),
            ([2, 4], "period 4 after period 2"),
            ([3, 2], "period 2 after period 3"),
            ([2, 2], "period 2 after period 2"),
            ([2, 3, 4, 4], "more chunks than were asked for"),
        ];
        foreach (var (periods, reason) in answers)
        {
            var question = Ask(LightClientUpdatesByRangeRow.Row, request);
            var ends = periods.Select(period => question.Take(Chunk(LightClientUpdatesByRangeRow.Row, Update(period)))).ToArray();
            Assert.All(ends.SkipLast(1), static end => Assert.Null(end));
            Assert.Equal(reason, ends[^1]?.Reason);
            Assert.Equal(reason is null ? null : (PeerResult?)PeerResult.InvalidResponse, ends[^1]?.Result);
        }
    }

    [Fact]
    public void ABootstrapIsOfTheBlockThatWasAskedFor()
    {
        var bootstrap = LightClientBootstrap.Default(Context);
        bootstrap = bootstrap with { Header = bootstrap.Header with { Beacon = bootstrap.Header.Beacon with { Slot = 8 } } };
        var root = bootstrap.Header.Beacon.HashTreeRoot(Context);
        var row = LightClientBootstrapRow.Row;
        Assert.Null(Ask(row, new LightClientBootstrapByRoot(root)).Take(Chunk(row, bootstrap)));
        var other = Ask(row, new LightClientBootstrapByRoot(default)).Take(Chunk(row, bootstrap));
        Assert.Equal(
            (PeerResult.InvalidResponse, $"the bootstrap is of another block than {default(Root)}"), (other!.Result, other.Reason));
        var question = Ask(row, new LightClientBootstrapByRoot(root));
        Assert.Null(question.Take(Chunk(row, bootstrap)));
        Assert.Equal("more chunks than were asked for", question.Take(Chunk(row, bootstrap))?.Reason);
    }

    [Fact]
    public void AnUpdateInTheContextOfNoForkIsRefused()
    {
        var row = LightClientOptimisticUpdateRow.Row;
        var update = LightClientOptimisticUpdate.Default(Context);
        Assert.Null(Ask(row, new GetLightClientOptimisticUpdate()).Take(Chunk(row, update)));
        var chunk = Chunk(row, update) with { Context = new ForkDigest([9, 9, 9, 9]) };
        Assert.Equal("a chunk of no fork of this chain", Ask(row, new GetLightClientOptimisticUpdate()).Take(chunk)?.Reason);
        var finality = LightClientFinalityUpdateRow.Row;
        Assert.Equal(
            PeerResult.InvalidResponse,
            Ask(finality, new GetLightClientFinalityUpdate()).Take(chunk with { Context = Chunk(row, update).Context })?.Result);
    }

    [Fact]
    public void TheLimitsAreThoseOfTheSpecification()
    {
        var updates = LightClientUpdatesByRangeRow.Row;
        Assert.Equal("no updates are asked for", updates.BreaksLimit(Spec, ForkName.Altair, new LightClientUpdatesByRange(0, 0)));
        Assert.Equal(128UL, updates.MostChunks(Spec, new LightClientUpdatesByRange(0, ulong.MaxValue)));
        Assert.All(
            (RequestRow[])[updates, LightClientBootstrapRow.Row, LightClientFinalityUpdateRow.Row, LightClientOptimisticUpdateRow.Row],
            static row =>
            {
                Assert.Null(row.VersionIn(ForkName.Phase0));
                Assert.Equal(1, row.VersionIn(ForkName.Altair)?.Number);
            });
    }

    private static LightClientUpdate Update(ulong period)
    {
        var perPeriod = Spec.Preset.EpochsPerSyncCommitteePeriod * Spec.Preset.SlotsPerEpoch;
        var update = LightClientUpdate.Default(Context);
        var header = update.AttestedHeader with { Beacon = update.AttestedHeader.Beacon with { Slot = (period * perPeriod) + 1 } };
        Assert.Equal(period, LightClientIndices.ComputeSyncCommitteePeriodAtSlot(Spec, header.Beacon.Slot));
        return update with { AttestedHeader = header };
    }

    private static Question Ask(RequestRow row, IPeerRequest request) =>
        new(new AskPeer(1, "peer", request), row, ActorRefs.Nobody, Spec, ValidatorsRoot, (ForkName.Altair, 1));

    private static ChunkReceived Chunk(RequestRow row, object item)
    {
        var slot = row.SlotIn(item)!.Value;
        var digest = Spec.ComputeForkDigest(ValidatorsRoot, slot / Spec.Preset.SlotsPerEpoch);
        return new ChunkReceived(1, 0, digest, row.EncodeItem(item, Spec, Spec.ForkAtSlot(slot)));
    }
}
