using Akka.Actor;
using Akka.TestKit;
using Consensoor.Actors.Clock;
using Consensoor.Actors.Network.Topics;
using Consensoor.Actors.Reporting;
using Consensoor.Actors.Tests.Validators;
using Consensoor.Messages;
using Consensoor.Spec.Transition;
using Xunit;

namespace Consensoor.Actors.Tests.Page;

/// <summary>What the lanes of gossip refuse is told beside what the chain refuses, and found by the block that it names.</summary>
public sealed class GossipRefusalTests : PatientKit
{
    private static readonly Root Named = new([.. Enumerable.Repeat((byte)7, 32)]);
    private static readonly Root Other = new([.. Enumerable.Repeat((byte)8, 32)]);

    [Fact]
    public async Task WhatALaneRefusedIsListedAndFoundByTheBlockThatItNames()
    {
        var planned = new PlannedChain();
        planned.Build(3, 0);
        var view = planned.ViewIn(6, isEarly: true);
        var board = Sys.ActorOf(BoardActor.Props(new SlotSchedule(view.Spec, view.GenesisTimeMs / 1000)));
        var chain = CreateTestProbe();
        chain.SetAutoPilot(new DelegateAutoPilot((sender, _) =>
        {
            sender.Tell(new StoredBlock(default, null, null), chain);
            return AutoPilot.KeepRunning;
        }));
        await using var server = await PageServer.Start(view, board, chain);
        await board.Ask<Board>(new GetBoard(0));
        var peer = new Source.Peer("a peer", 1);
        Sys.EventStream.Publish(Refused(TopicKind.BeaconAttestation, Named, peer) with { Reason = "not in the committee" });
        Sys.EventStream.Publish(Refused(TopicKind.BeaconBlock, Other, peer) with { Reason = "the proposer is another" });
        Sys.EventStream.Publish(Refused(TopicKind.VoluntaryExit, null, peer) with { Slot = null });
        Sys.EventStream.Publish(Refused(TopicKind.VoluntaryExit, null, Source.Own.Instance));
        await AwaitAssertAsync(async () =>
        {
            var told = await server.Data("/consensoor/v1/refusals");
            Assert.Equal(
                [
                    ("message", null, "own", null), ("message", null, "gossip", "/consensoor/v1/peers/a%20peer/why"),
                    ("block", Other.ToString(), "gossip", $"/consensoor/v1/blocks/{Other}/why"),
                    ("message", Named.ToString(), "gossip", $"/consensoor/v1/blocks/{Named}/why"),
                ],
                told.GetProperty("refusals").EnumerateArray().Select(static refusal => (
                    refusal.GetProperty("thing").GetString()!, refusal.GetProperty("root").GetString(),
                    refusal.GetProperty("way").GetString()!, refusal.GetProperty("why").GetString())));
        });

        // A block that only votes name was not refused itself.
        var why = await server.Data($"/consensoor/v1/blocks/{Named}/why");
        Assert.Equal("not here", why.GetProperty("decision").GetString());
        var point = Assert.Single(why.GetProperty("weighed").EnumerateArray());
        Assert.Equal("message refused by gossip BeaconAttestation", point.GetProperty("what").GetString());
        Assert.Empty(why.GetProperty("otherwise").EnumerateArray());
        why = await server.Data($"/consensoor/v1/blocks/{Other}/why");
        Assert.Equal(
            ("refused", "the proposer is another"),
            (why.GetProperty("decision").GetString(), why.GetProperty("reason").GetString()));
    }

    /// <summary>A storm on one topic pushes out its own alone, and no more is remembered than may be.</summary>
    [Fact]
    public void AStormOnATopicHidesNoOtherRefusal()
    {
        var memory = new BoardMemory(new SlotSchedule(PlannedChain.Spec, 0));
        memory.Take(new BlockRefused(Named, 4, Source.Own.Instance, new Refusal("f", "a condition")), default);
        foreach (var kind in Enum.GetValues<TopicKind>())
        {
            for (var i = 0; i < (kind == TopicKind.BeaconAttestation ? 9_999 : 1); i++)
            {
                memory.Take(Refused(kind, Other, new Source.Peer("a peer", 1)) with { Reason = new string('x', 9_999) }, default);
            }
        }

        var told = memory.ToBoard(0).Refusals;
        Assert.Equal(Enum.GetValues<TopicKind>().Length + BoardMemory.MostOfTopic, told.Count);
        Assert.Contains(told, static refusal => refusal.Root == Named);
        Assert.Equal(1, told.Count(static refusal => refusal.Thing == RefusedThing.Payload));
        Assert.All(told, static refusal => Assert.InRange(refusal.Reason.Length, 1, 300));
    }

    private static GossipRefused Refused(TopicKind kind, Root? block, Source source) =>
        new(kind, $"{kind}", block, 4, source, "a reason") { Part = TopicTable.Of(kind).Timed };
}
