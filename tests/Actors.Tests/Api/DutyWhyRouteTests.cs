using System.Net;
using System.Text.Json;
using Akka.TestKit;
using Consensoor.Actors.Tests.Validators;
using Consensoor.Messages;
using Xunit;

namespace Consensoor.Actors.Tests.Api;

/// <summary>What the timeline remembers of a slot, as it is told over HTTP, with what is on the head's chain.</summary>
public sealed class DutyWhyRouteTests : PatientKit
{
    private const string Path = "/consensoor/v1/duties/why";

    private static readonly DateTimeOffset Some = DateTimeOffset.UnixEpoch + TimeSpan.FromSeconds(90);

    [Fact]
    public async Task ASlotIsToldWithItsBlocksAndDutiesAndHowSoonVotesWereIncluded()
    {
        var chain = new PlannedChain();
        chain.Build(3, 0);
        chain.Build(5, 0);
        var view = chain.ViewIn(6, isEarly: true);
        var (three, five) = (view.Canonical[1].Root, view.Canonical[2].Root);
        var timeline = CreateTestProbe();
        timeline.SetAutoPilot(new DelegateAutoPilot((sender, message) =>
        {
            var slot = ((GetDutyWhy)message).Slot;
            sender.Tell(
                slot != 3 ? new DutyWhy(slot, [], [], 0) : new DutyWhy(
                    3,
                    [
                        new BlockTimes(three, Some, Some, false) { HeadAt = Some, ExecutionAt = Some },
                        new BlockTimes(default, Some, Some, true),
                    ],
                    [
                        new DutyOutcome(DutyKind.Attestation, 1, Some, null, [(4, default), (5, five)]) { SignedAt = Some, Peers = 3 },
                        new DutyOutcome(DutyKind.Attestation, 2, Some, null, [(4, default)]),
                        new DutyOutcome(DutyKind.SyncMessage, 2, Some, "signing did not answer", []),
                        new DutyOutcome(DutyKind.PayloadAttestation, 3, Some, "no block was seen", []) { IsDue = false },
                    ],
                    6),
                timeline);
            return AutoPilot.KeepRunning;
        }));
        await using var server = await ApiServer.Start(view, ApiServer.Ports());
        server.Timeline = timeline;
        var data = (await server.Ask("GET", $"{Path}?slot=3")).GetProperty("data");
        var blocks = data.GetProperty("blocks").EnumerateArray().ToList();
        Assert.Equal([true, false], blocks.Select(static one => one.GetProperty("canonical").GetBoolean()));
        Assert.Equal(["1970-01-01T00:01:30.0000000Z", null], blocks.Select(static one => one.GetProperty("head_at").GetString()));
        Assert.Equal(["1970-01-01T00:01:30.0000000Z", null], blocks.Select(static one => one.GetProperty("execution_at").GetString()));
        var duties = data.GetProperty("duties").EnumerateArray().ToList();
        Assert.Equal([true, true, true, false], duties.Select(static one => one.GetProperty("due").GetBoolean()));
        Assert.Equal(JsonValueKind.Null, duties[3].GetProperty("done").ValueKind);
        duties.RemoveAt(3);
        Assert.Equal(["attestation", "attestation", "sync_message"], duties.Select(static one => one.GetProperty("duty").GetString()));
        Assert.Equal([true, true, false], duties.Select(static one => one.GetProperty("done").GetBoolean()));
        Assert.Equal(["2", null, null], duties.Select(static one => one.GetProperty("inclusion_distance").GetString()));
        Assert.Equal(
            ["1970-01-01T00:01:30.0000000Z", null, null], duties.Select(static one => one.GetProperty("signed_at").GetString()));
        Assert.Equal(["3", null, null], duties.Select(static one => one.GetProperty("peers").GetString()));
        Assert.Equal("signing did not answer", duties[2].GetProperty("reason").GetString());
        Assert.Equal(6, data.GetProperty("other_duties").GetInt32());

        var one = (await server.Ask("GET", $"{Path}?slot=3&validator_index=2")).GetProperty("data");
        Assert.Equal(2, one.GetProperty("duties").GetArrayLength());
        await server.Ask("GET", $"{Path}?slot=3&validator_index=7", expected: HttpStatusCode.NotFound);
        await server.Ask("GET", $"{Path}?slot=4", expected: HttpStatusCode.NotFound);
        foreach (var query in (string[])["", "?slot=", "?slot=x", "?slot=-1", "?slot=1&slot=2", "?slot=3&validator_index=x"])
        {
            await server.Ask("GET", $"{Path}{query}", expected: HttpStatusCode.BadRequest);
        }
    }

    [Fact]
    public async Task BehindFinalityStorageKnowsWhichBlocksCount()
    {
        var chain = new PlannedChain();
        chain.Build(3, 0);
        chain.Build(5, 0);
        chain.Build(6, 0);
        var view = chain.ViewIn(6, isEarly: true);
        var (three, five) = (view.Canonical[1].Root, view.Canonical[2].Root);
        view = view with { Canonical = CanonicalChain.Empty.Follow(view.Blocks, view.Head.Root, oldest: 6) };
        var (timeline, storage) = (CreateTestProbe(), CreateTestProbe());
        timeline.SetAutoPilot(new DelegateAutoPilot((sender, message) =>
        {
            var slot = ((GetDutyWhy)message).Slot;
            sender.Tell(
                new DutyWhy(
                    slot,
                    [new BlockTimes(three, Some, Some, false), new BlockTimes(default, Some, Some, false)],
                    [new DutyOutcome(DutyKind.Attestation, 1, Some, null, [(4, default), (5, five)])],
                    0),
                timeline);
            return AutoPilot.KeepRunning;
        }));
        storage.SetAutoPilot(new DelegateAutoPilot((sender, message) =>
        {
            var slot = ((LoadRootBySlot)message).Slot;
            sender.Tell(new StoredRoot(slot, slot == 3 ? three : slot == 5 ? five : null), storage);
            return AutoPilot.KeepRunning;
        }));
        await using var server = await ApiServer.Start(view, ApiServer.Ports());
        (server.Timeline, server.Storage) = (timeline, storage);
        var data = (await server.Ask("GET", $"{Path}?slot=3")).GetProperty("data");
        var blocks = data.GetProperty("blocks").EnumerateArray();
        Assert.Equal([true, false], blocks.Select(static one => one.GetProperty("canonical").GetBoolean()));
        Assert.Equal("2", data.GetProperty("duties")[0].GetProperty("inclusion_distance").GetString());
    }
}
